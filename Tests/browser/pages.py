"""Every page a person can open, one line each: (name of the picture, path, role or None for a visitor).

A path may hold one `{…}`: the CSS selector of a link on the page before the colon, whose address is followed, as in
"/registry/subjects:{tbody a}" for the page of the first subject in the list.
"""

PAGES = [
    ("portal", "/", None),
    ("login", "/login", None),
]
