"""Mail through the operator's SMTP server."""

from plutopixie.adapters.smtp_mail.mailer import SmtpMailer
from plutopixie.adapters.smtp_mail.server import MailServer

__all__ = ["MailServer", "SmtpMailer"]
