"""Text messages and WhatsApp, both through Twilio."""

from connectors.sms.failures import meaning, reported
from connectors.sms.parse import parse, parse_status
from connectors.sms.render import SMS_LIMITS, WHATSAPP_LIMITS, render
from connectors.sms.send import TwilioConnector
from connectors.sms.signature import sign, verify

__all__ = ["SMS_LIMITS", "WHATSAPP_LIMITS", "TwilioConnector", "meaning", "parse", "parse_status", "render", "reported", "sign", "verify"]
