"""Writes the BSON fixtures with PyMongo's encoder: python3 make_bson.py, with `pip install pymongo`."""

import datetime
import pathlib

from bson import Binary, Code, Int64, ObjectId, Regex, encode

here = pathlib.Path(__file__).parent

(here / "commands.bson").write_bytes(encode({
    "target": {"customerGUID": "3f0c", "dest": "trigger"},
    "sendsynchronicity": True,
    "notification": {"commands": [{
        "commandname": "kubescapeScan",
        "jobtracking": {"jobid": "job-1", "parentid": "parent-1", "lastactionnumber": 7},
        "designators": [{"designatortype": "Attributes", "attributes": {"clusterName": "c"}}],
        "args": {"scanV1": {"targetType": "framework", "targetNames": ["nsa", "mitre"], "hostScanner": True}},
    }]},
}))
(here / "binary.bson").write_bytes(encode({
    "target": {"customerGUID": "3f0c"},
    "notification": Binary(b'{"commands":[{"CommandName":"scanRegistry"}]}'),
}))
(here / "types.bson").write_bytes(encode({
    "double": 1.5, "whole": 3.0, "text": "grüße", "empty": "", "list": [1, "two", [], {}], "binary": Binary(b"\0\1\2"),
    "oid": ObjectId("0123456789abcdef01234567"), "false": False, "true": True,
    "date": datetime.datetime(2022, 9, 1, 10, tzinfo=datetime.timezone.utc), "null": None, "regex": Regex("^a", "i"),
    "code": Code("f()"), "int32": -7, "int64": Int64(9007199254740993),
}))
