from django.utils.translation import gettext as _

from mash.foundation.kernel import Refused


def settled() -> Refused:
    return Refused("mailbox:message:settled", _("Somebody has settled this message meanwhile."))


def no_rationale() -> Refused:
    return Refused("mailbox:message:no-rationale", _("Say why."))
