"""TLS as both servers get it: verification always on, authorities the system's or those of `ca_file`."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

from coordmail.mail.errors import CertificateRefused

if TYPE_CHECKING:
    from coordmail.mail.errors import Place


def client_context(place: Place, ca_file: str | None) -> ssl.SSLContext:
    """A context that verifies certificate and host name. `ca_file` (PEM) stands in for the system's authorities.

    Raises CertificateRefused when `ca_file` cannot be used.
    """
    try:
        context = ssl.create_default_context(cafile=ca_file)
    except (OSError, ValueError) as error:
        raise CertificateRefused(
            f"{place}: {place.table}.ca_file {ca_file} cannot be read as certificates in PEM form "
            f"({getattr(error, 'strerror', None) or error})"
        ) from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
