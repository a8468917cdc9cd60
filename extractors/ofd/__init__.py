"""OFD files (GB/T 33190-2016, 电子文件存储与交换格式 版式文档) → what is drawn on their pages.

An OFD file is a ZIP package of XML parts; lengths are millimetres from the upper left corner:

    OFD.xml                          which documents the file holds
    Doc_0/Document.xml               the pages' size, the pages, their templates, the resources
    Doc_0/Pages/Page_0/Content.xml   layers of texts, paths and pictures
    Doc_0/DocumentRes.xml            fonts, pictures, drawings used again and again

`structure` finds the pages, `drawing` walks through what is on one, `texts` and `paths` take
the objects apart. The result is `extractors.pdf.content.PageContent`, so that tables and
paragraphs are made of an OFD page as they are of a PDF's.
"""
