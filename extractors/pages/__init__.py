"""Pages → a document: what a text PDF and a scan have in common.

A page comes as `model.Page`: lines of text and ruled tables, each with its bounding box.
`ruling` makes a table's cells of its borders, `furniture` finds page numbers and running
heads, `stitching` joins tables and rows that a page's end cut, `paragraphs` joins lines,
`document` puts all of it together. Nothing here knows about PDF, pictures or the form.
"""
