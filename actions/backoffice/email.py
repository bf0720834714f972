"""E-mail: a readable French mail to the department, whose replies change the request.

SMTP knows no key and cannot be asked what it took. Each mail therefore goes to the town's own mailbox too, in
the same exchange, and after a doubtful try the copy is looked for there. Without a mailbox the mail is sent
again under the same Message-ID, by which the receiving program may know it.
"""

from __future__ import annotations

from collections.abc import Sequence

from actions.backoffice.adapter import Comment, Fetched, Parcel, Receipt, Sent
from actions.backoffice.mail_address import MailAddress
from actions.backoffice.mail_message import comment_mail, request_mail
from actions.backoffice.mail_transport import MailFolder, SmtpTransport, Transport
from actions.backoffice.mailbox import Mailbox
from actions.backoffice.means import Means
from bot.clock import Clock
from bot.settings import SettingsError
from bot.territory.territory import Territory


class Email:
    """Mails from one address; with a mailbox, the replies to them are read."""

    def __init__(
        self, transport: Transport, address: MailAddress, mailbox: Mailbox | None, territory: Territory, clock: Clock
    ) -> None:
        self._transport = transport
        self._address = address
        self._mailbox = mailbox
        self._territory = territory
        self._clock = clock

    async def send(self, parcel: Parcel) -> Receipt:
        """Mail the request; the Message-ID stands for it at the destination."""
        await self._transport.post(request_mail(parcel, self._address, self._territory), parcel.key)
        return Receipt(self._address.message_id(parcel.key))

    async def look_up(self, parcel: Parcel) -> Receipt | None:
        return Receipt(self._address.message_id(parcel.key)) if await self._has_copy(parcel.key) else None

    async def add_comment(self, parcel: Parcel, comment: Comment) -> None:
        """Mail the word, in the request's thread."""
        await self._transport.post(comment_mail(parcel, comment, self._address, self._territory), comment.key)

    async def has_comment(self, parcel: Parcel, comment: Comment) -> bool:
        return await self._has_copy(comment.key)

    async def fetch_updates(self, sent: Sequence[Sent], mark: str | None) -> Fetched:
        """The replies that have come."""
        return Fetched() if self._mailbox is None else await self._mailbox.fetch(mark, self._clock.now())

    async def _has_copy(self, key: str) -> bool:
        return self._mailbox is not None and await self._mailbox.holds(self._address.message_id(key))


def open_email(means: Means) -> Email:
    """E-mail as the settings say: through a mail server or into a folder, replies read or not.

    Raises:
        SettingsError: replies are to be read, and nothing signs the addresses they come to.
    """
    settings = means.settings
    transport = SmtpTransport(settings.smtp_url) if settings.smtp_url else MailFolder(settings.var / "mail")
    sender = settings.mail_address or f"ne-pas-repondre@{means.territory.folder.name}.example"
    if settings.imap_url is None:
        return Email(transport, MailAddress(sender), None, means.territory, means.clock)
    if settings.secret_key is None:
        raise SettingsError("PARVIS_SECRET_KEY", "est nécessaire pour lire les réponses (PARVIS_IMAP_URL)")
    address = MailAddress(sender, settings.secret_key)
    return Email(transport, address, Mailbox(settings.imap_url, address), means.territory, means.clock)
