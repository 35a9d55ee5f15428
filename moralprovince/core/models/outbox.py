"""What is to be told to whom: the outbox holds the truth, the broker only wakes the workers."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .keeping import Emptied


class Message(Emptied):
    """One thing to tell one person over one channel; its key makes it impossible to owe it twice."""

    class Channel(models.TextChoices):
        """The roads to a person."""

        EMAIL = "email", _("e-mail")
        INBOX = "inbox", _("inbox in the portal")
        LINE = "line", _("text for LINE")

    class State(models.TextChoices):
        """From owed to told; `unknown` waits for a person and is never resent blindly."""

        PENDING = "pending", _("waiting to go out")
        CLAIMED = "claimed", _("taken by a worker")
        SENDING = "sending", _("going out")
        SENT = "sent", _("sent")
        UNKNOWN = "unknown", _("not known whether it arrived")
        FAILED = "failed", _("could not be sent")
        SKIPPED = "skipped", _("passed over for a newer one")
        CANCELLED = "cancelled", _("no longer needed")

    # Obligation, due date, rung, person, channel; for single notices whatever makes them one.
    dedupe_key = models.CharField(max_length=200)
    kind = models.CharField(_("kind"), max_length=60)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PENDING)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="messages",
        verbose_name=_("to"),
        db_index=False,
    )
    address = models.CharField(pgettext_lazy("of a message", "address"), max_length=254, blank=True)
    recipient_name = models.CharField(_("name"), max_length=200, blank=True)
    # "report:12" or "round:3/network:4": what the message asks for; closing it cancels what is pending.
    obligation = models.CharField(max_length=80, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    rung = models.CharField(_("rung"), max_length=20, blank=True)
    # Texts are final for notices; reminders are worded from the rung when they go out, so that they are true then.
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    body = models.TextField(_("text"), blank=True)
    context = models.JSONField(default=dict, blank=True)
    link = models.CharField(max_length=300, blank=True)
    province_code = models.CharField(max_length=2, blank=True)
    created_at = models.DateTimeField(_("planned at"), default=timezone.now)
    send_after = models.DateTimeField(_("not before"), default=timezone.now)
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.CharField(max_length=36, blank=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    reason = models.CharField(_("why"), max_length=500, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-created_at", "-pk"]
        # Half a million messages are written at once: each index has its use, and none stands twice.
        constraints = [models.UniqueConstraint(fields=["dedupe_key"], name="core_message_once")]
        indexes = [
            models.Index(fields=["state", "send_after", "id"], name="core_message_queue"),
            models.Index(fields=["recipient", "channel", "read_at"], name="core_message_inbox"),
            models.Index(fields=["province_code", "-created_at", "-id"], name="core_message_newest"),
            # All that the figures above the outgoing messages are counted by.
            models.Index(fields=["province_code", "state", "kind", "channel", "send_after"], name="core_message_figures"),
            models.Index(fields=["obligation"], name="core_message_obligation"),
        ]

    def __str__(self) -> str:
        return f"{self.subject or self.text_taken_out or self.kind} → {self.to_whom or self.address or '–'}"

    @property
    def to_whom(self) -> str:
        """By the name it was written to; once that was removed, as her account is called now."""
        return self.recipient_name or (str(self.recipient) if self.recipient_id else "")


class Attempt(models.Model):
    """One try to send a message, and how it ended."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attempts")
    started_at = models.DateTimeField(_("started at"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    outcome = models.CharField(_("outcome"), max_length=20, blank=True)
    detail = models.CharField(_("detail"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.message_id} {self.outcome}"
