"""How to reach the embedded server."""

from __future__ import annotations

from typing import TypedDict
from urllib.parse import quote, urlencode

from attrs import field, frozen


class Keywords(TypedDict):
    """The connection parameters as libpq's drivers take them."""

    host: str
    port: int
    user: str
    password: str
    dbname: str


@frozen
class ConnectionParameters:
    """One role's way into one database; `host` is the folder of the server's unix socket."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    dbname: str

    @property
    def url(self) -> str:
        """The parameters as a libpq URL. It holds the password: it is for drivers, never for logs."""
        login = f"{quote(self.user, safe='')}:{quote(self.password, safe='')}@" if self.password else ""
        query = urlencode({"host": self.host, "port": self.port, "user": self.user} if not login else self._socket())
        return f"postgresql://{login}/{quote(self.dbname, safe='')}?{query}"

    def _socket(self) -> dict[str, str | int]:
        return {"host": self.host, "port": self.port}

    def keywords(self) -> Keywords:
        """The parameters as keyword arguments: `psycopg.connect(**parameters.keywords())`."""
        return Keywords(host=self.host, port=self.port, user=self.user, password=self.password, dbname=self.dbname)
