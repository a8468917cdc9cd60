"""Sample reports of invented agencies, whose true records are known by construction.

A sample is drawn first as an abstract report (`model`), with figures that add up
(`figures`), prose (`prose`) and deviations of real reports (`deviations_*`). Only then is
it laid out as paragraphs and grids (`layout`) and written as a file (`word`, `html`,
`mht`, `text`). Truth comes from the abstract report, never from reading a file.
"""
