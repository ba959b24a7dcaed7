"""The nouns: one frozen record type a table."""

from .base import SCHEMA_VERSION, CustomValue, Record
from .evidence import Article, Attachment, Comment, FeedbackItem
from .flow import Link, RoutingDecision, Schedule, SlaEvent, StatusTransition, WorkItem, Worklog
from .ids import Ids, record_id, table_of
from .insight import Mention, Rating, Topic, Vote
from .inventory import (
    Contract,
    CostRecord,
    Integration,
    ProcessDoc,
    Risk,
    SeatAssignment,
    Tool,
    Training,
    TrainingRecord,
    UsageRecord,
    Vendor,
)
from .people import Account, Consent, Person, Team
from .product import FeatureUsage, FieldDefinition, ProductNode
from .research import Participation, Session, Study
from .survey import Answer, Question, Survey, SurveyResponse
from .vocabulary import Vocabulary

_RECORDS: tuple[type[Record], ...] = (
    FeedbackItem, Comment, Rating, Survey, Question, SurveyResponse, Answer, Person, Account, Team,
    ProductNode, WorkItem, Worklog, StatusTransition, Link, Attachment, Article, Topic, Mention, Vote,
    RoutingDecision, Schedule, SlaEvent, Study, Session, Participation, Consent, Vendor, Tool,
    Contract, CostRecord, SeatAssignment, UsageRecord, FeatureUsage, Integration, Training,
    TrainingRecord, Risk, ProcessDoc, FieldDefinition,
)  # fmt: skip

TABLES: dict[str, type[Record]] = {record.table: record for record in _RECORDS}
"""Table name → record type, in the order they are shown."""

__all__ = [
    "SCHEMA_VERSION",
    "TABLES",
    "Account",
    "Answer",
    "Article",
    "Attachment",
    "Comment",
    "Consent",
    "Contract",
    "CostRecord",
    "CustomValue",
    "FeatureUsage",
    "FeedbackItem",
    "FieldDefinition",
    "Ids",
    "Integration",
    "Link",
    "Mention",
    "Participation",
    "Person",
    "ProcessDoc",
    "ProductNode",
    "Question",
    "Rating",
    "Record",
    "Risk",
    "RoutingDecision",
    "Schedule",
    "SeatAssignment",
    "Session",
    "SlaEvent",
    "StatusTransition",
    "Study",
    "Survey",
    "SurveyResponse",
    "Team",
    "Tool",
    "Topic",
    "Training",
    "TrainingRecord",
    "UsageRecord",
    "Vendor",
    "Vocabulary",
    "Vote",
    "WorkItem",
    "Worklog",
    "record_id",
    "table_of",
]
