"""The warehouse: extractions stored one by one, and tables published from them.

Layout of a warehouse folder::

    reports/2020.parquet …         the published tables, one file a report year, nothing else
    release.json                   counts the publishings
    _store/extractions/<version>/<id[:2]>/<id>.json.gz
    _store/ledger.jsonl            what was seen in the shared folder (`ledger`)
    _store/corrections.jsonl       what persons did about readings; cannot be made again
    _store/published.json          what the published files were made of (`publish`)
    _store/nights.json             the last runs, and which of them make one night (`nights`)
    _store/settings.json           what the operator has decided (`policy`)
    _store/lock                    one publisher at a time (`lock`)
    _store/tmp/                    files being written, on the same file system (`atomic`)

The way of a document: `store.put` its extraction, `Ledger.record` its sighting, `publish`.
Either of the first two may be lost with the machine without harm: a sighting without its
extraction is read again by the next scan, an extraction without a sighting is not published.
"""
