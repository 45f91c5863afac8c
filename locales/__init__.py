"""Everything that people read: a leaf that any floor above `storage` may use and that knows none of them.

The words stand in `<locale>/<noun>.ftl`, keys begin with the noun. `keys` names each text for the code
(`python -m locales` writes it), `translator` renders it for a person, `formats` writes dates, days and money.
"""

from locales.translator import Text, html, html_key, plain, plain_key

__all__ = ["Text", "html", "html_key", "plain", "plain_key"]
