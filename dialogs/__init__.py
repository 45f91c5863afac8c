"""Conversations, one file a noun. ``DIALOGS`` is the only list of them."""

from dialogs.access_code import access_code_dialog
from dialogs.activation import activation_dialog
from dialogs.broadcasts import broadcasts_dialog
from dialogs.certificates import certificates_dialog
from dialogs.certificates_confirming import identities_dialog
from dialogs.certificates_held import held_dialog
from dialogs.checks import checks_dialog
from dialogs.desk import desk_dialog
from dialogs.gate import gate_dialog
from dialogs.help import help_dialog
from dialogs.intents import make_distinct
from dialogs.joining import joining_dialog
from dialogs.joining_own import own_joining_dialog
from dialogs.leave import leave_dialog
from dialogs.menu import menu_dialog
from dialogs.requests import requests_dialog
from dialogs.settings import settings_dialog
from dialogs.signatures import signatures_dialog
from dialogs.tasks import tasks_dialog
from dialogs.troubles import troubles_dialog
from dialogs.undelivered import undelivered_dialog

make_distinct()

DIALOGS = (
    activation_dialog,
    gate_dialog,
    access_code_dialog,
    menu_dialog,
    leave_dialog,
    requests_dialog,
    tasks_dialog,
    desk_dialog,
    checks_dialog,
    undelivered_dialog,
    broadcasts_dialog,
    troubles_dialog,
    joining_dialog,
    own_joining_dialog,
    certificates_dialog,
    identities_dialog,
    held_dialog,
    signatures_dialog,
    settings_dialog,
    help_dialog,
)
