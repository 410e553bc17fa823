"""Every table of Quiet Word.

Rules that hold for all of them: times are UTC; what a person wrote or is called stands only in ``sealed`` (encrypted)
or, with personal details replaced by placeholders, in a column named ``…_redacted``; identifiers from a platform that
point at a person are kept as a keyed hash beside a sealed value. A column that points at ``sealed`` has an index: when
originals are erased, the database looks whether anything still points at them.
"""

from bot.store.tables.announcement import Announcement, Interest
from bot.store.tables.columns import Base, UtcDateTime, new_uuid, utcnow
from bot.store.tables.conversation import (
    ColleagueNote,
    Contact,
    Conversation,
    Handover,
    InboundMessage,
    OutboundMessage,
    OutboundPart,
    TrackerEvent,
)
from bot.store.tables.danger import DangerSign, SafeguardingConcern
from bot.store.tables.experience import AboutPerson, ConsentGrant, Experience, ExperienceCode, Provider
from bot.store.tables.information import Article, ContentGap, Enquiry
from bot.store.tables.keeping import DataRequest, Erased, LegalHold, NoticeShown, RetentionBatch, Suppression, Tally
from bot.store.tables.public import ModerationAction, ModerationCase, PublicEvent, PublicPost
from bot.store.tables.running import Alarm, ChannelHour, Heartbeat, Presence
from bot.store.tables.saved import SavedReply
from bot.store.tables.staff import (
    Audit,
    Staff,
    StaffAttempt,
    StaffAuthenticator,
    StaffDevice,
    StaffLink,
    StaffRecoveryCode,
    StaffSession,
)
from bot.store.tables.vault import DetailMark, Sealed, VaultSecret

__all__ = [
    "AboutPerson",
    "Alarm",
    "Announcement",
    "Article",
    "Audit",
    "Base",
    "ChannelHour",
    "ColleagueNote",
    "ConsentGrant",
    "Contact",
    "ContentGap",
    "Conversation",
    "DangerSign",
    "DataRequest",
    "DetailMark",
    "Enquiry",
    "Erased",
    "Experience",
    "ExperienceCode",
    "Handover",
    "Heartbeat",
    "InboundMessage",
    "Interest",
    "LegalHold",
    "ModerationAction",
    "ModerationCase",
    "NoticeShown",
    "OutboundMessage",
    "OutboundPart",
    "Presence",
    "Provider",
    "PublicEvent",
    "PublicPost",
    "RetentionBatch",
    "SafeguardingConcern",
    "SavedReply",
    "Sealed",
    "Staff",
    "StaffAttempt",
    "StaffAuthenticator",
    "StaffDevice",
    "StaffLink",
    "StaffRecoveryCode",
    "StaffSession",
    "Suppression",
    "Tally",
    "TrackerEvent",
    "UtcDateTime",
    "VaultSecret",
    "new_uuid",
    "utcnow",
]
