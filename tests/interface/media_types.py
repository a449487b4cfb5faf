"""Bodies that are not JSON: a package, and the text of a tour."""

import schemathesis


@schemathesis.serializer("application/vnd.fieldlab.package", "application/toml")
def as_bytes(context, value):
    if isinstance(value, bytes):
        return value
    return getattr(value, "data", None) or str(value).encode("utf-8", "surrogatepass")
