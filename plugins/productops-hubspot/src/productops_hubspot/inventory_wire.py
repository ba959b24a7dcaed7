"""What we read of HubSpot as a tool: the account, its users, their seats and when they signed in.

https://developers.hubspot.com/docs/api-reference/2026-09-beta/account/settings/user-provisioning/guide
"""

from __future__ import annotations

from msgspec import Struct

from productops.kit.rows import Id, Int


class Details(Struct, gc=False, rename="camel"):
    """The account itself."""

    portal_id: Id
    account_type: str | None = None
    time_zone: str | None = None
    company_currency: str | None = None
    ui_domain: str | None = None
    data_hosting_location: str | None = None


class User(Struct, gc=False, rename="camel"):
    """Somebody who may sign in. Without `seat_names` HubSpot does not tell of seats."""

    id: Id
    email: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    role_id: Id | None = None
    role_ids: list[Id] | None = None
    super_admin: bool | None = None
    seat_names: list[str] | None = None

    @property
    def seats(self) -> list[str]:
        """The names of the seats, each once."""
        return list(dict.fromkeys(name for name in self.seat_names or () if name))

    @property
    def roles(self) -> list[str]:
        """The ids of the permission sets, each once."""
        held = (self.role_id, *(self.role_ids or ()))
        return list(dict.fromkeys(str(one) for one in held if one is not None and one != ""))


class Role(Struct, gc=False):
    """A permission set."""

    id: Id
    name: str | None = None


class Seat(Struct, gc=False, rename="camel"):
    """A kind of seat; *remaining* is how many are free, if HubSpot counts them."""

    name: str
    description: str | None = None
    remaining_seats: Int | None = None


class SeatKind(Struct, gc=False):
    """A record of the seats stream: a kind of seat, and how many users held it just before."""

    seat: Seat
    assigned: Int | None = None


class Login(Struct, gc=False, rename="camel"):
    """Somebody signed in, or tried to. Where from and with what is not read, and not kept.

    https://developers.hubspot.com/docs/api-reference/2026-03/account/audit-logs/guide
    """

    id: Id
    user_id: Id
    login_at: str
    login_succeeded: bool | None = None


class SignedIn(Struct, gc=False):
    """A record of the logins stream: when a user last signed in; with *month*, how often in that month."""

    user: Id
    last: str
    month: str | None = None
    logins: Int | None = None
    days: Int | None = None

    @property
    def key(self) -> str:
        """The user's id, with the month if there is one."""
        return str(self.user) if self.month is None else f"{self.user}:{self.month}"
