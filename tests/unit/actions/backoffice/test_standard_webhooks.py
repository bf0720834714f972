"""Signatures after the Standard Webhooks specification."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from actions.backoffice.standard_webhooks import SecretInvalid, WebhookForged, read_secrets, signed_headers, verified

# The example of the specification's reference libraries.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
MESSAGE, BODY = "msg_p5jXN8AQM9LWM0D4loKWxJek", b'{"test": 2432232314}'
AT = datetime.fromtimestamp(1614265330, timezone.utc)


def test_the_signature_is_that_of_the_specification() -> None:
    headers = signed_headers(read_secrets(SECRET), MESSAGE, AT, BODY)
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert verified(read_secrets(SECRET), headers, BODY, AT) == (MESSAGE, AT)


def test_one_changed_byte_anywhere_is_refused() -> None:
    headers = signed_headers(read_secrets(SECRET), MESSAGE, AT, BODY)
    for place in range(len(BODY)):
        changed = BODY[:place] + bytes([BODY[place] ^ 1]) + BODY[place + 1 :]
        with pytest.raises(WebhookForged):
            verified(read_secrets(SECRET), headers, changed, AT)


@pytest.mark.parametrize("text", ["", "abc", "whsec_!!!", "whsec_c2hvcnQ=", f"{SECRET} {SECRET} {SECRET}"])
def test_a_wrong_secret_is_one_sentence(text: str) -> None:
    with pytest.raises(SecretInvalid, match="whsec_"):
        read_secrets(text)
