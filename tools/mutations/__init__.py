"""Good reports bent at random: what a reader must withstand, and never read wrongly.

bases: the good reports, and their figures. raw, markup, package, pdf_objects: ways to bend
one, by what a file is made of. shown: an independent plain reading, which tells what a bent
file still shows. catalogue: a kind, a seed and a number give a bent file.
"""
