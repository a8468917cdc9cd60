"""The review pages: a small local site on which a person looks through what was read.

words       Chinese names of states, doubts, checks
layout      the statutory tables as they stand on paper
shelf       the warehouse's reports, with persons' acts applied as they are now
acting      what a form sends, as an act
pagepicture a page of the submitted file, drawn in a process of its own
letter      the letter to the agency, for the screen and as .docx
pictures    a year in pictures, and their numbers
guard       who may ask: hosts, tokens, forms
site        the pages
"""
