"""Pages → a document: what a text PDF and a scan have in common.

A page comes as `model.Page`: lines of text and ruled tables, each with its bounding box.
`ruling` makes a table's cells of its borders, `furniture` finds page numbers and running
heads and `notes` foot notes, `stitching` joins tables and `cut_rows` rows that a page's end
cut, `paragraphs` tells which lines go together and `joining` joins them, `document` puts all
of it together. Nothing here knows about PDF, pictures or the form.
"""
