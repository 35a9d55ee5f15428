"""The ground's tables: people, what they did, what is sent to them, and their files."""

from .audit import AuditEvent
from .files import Draft, StoredFile
from .jobs import Heartbeat, Job
from .outbox import Attempt, Message
from .photos import Photo
from .public import PublicChange, VisitorDay
from .users import User, nameless

__all__ = [
    "Attempt", "AuditEvent", "Draft", "Heartbeat", "Job", "Message", "Photo", "PublicChange", "StoredFile", "User",
    "VisitorDay", "nameless",
]  # fmt: skip
