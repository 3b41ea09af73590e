"""WeCom: pages of answers, callbacks in XML and JSON, the decrypted chat archive."""

from __future__ import annotations

from sources.synthetic.feeds.file_flaws import EMPTY, TRUNCATED
from sources.synthetic.feeds.flaws import (
    BAD_JSON,
    BROKEN_XML,
    ERROR_RESPONSE,
    TWICE_IN_FILE,
    UNKNOWN_SHAPE,
    changed,
    wrong,
)
from sources.synthetic.feeds.stream import Flaw, Stream

MISSING_REQUEST = Flaw("missing_request", "missing_request", changed("userid", None))
_NEVER = "1970-01-01 08:00:00"


def _pull(
    feed: str,
    view: str,
    name: str,
    *flaws: Flaw,
    lag: int = 0,
    shape: str = "documents",
    sliced: bool = False,
) -> Stream:
    """Answers of a nightly pull: never late, since a later pull is another state."""
    return Stream(
        feed,
        view,
        shape=shape,
        file=f"{name}_{{day}}.jsonl",
        lag=lag,
        may_wander=False,
        sliced=sliced,
        flaws=(ERROR_RESPONSE, *flaws),
        file_flaws=(EMPTY,),
    )


def _callback(feed: str, view: str, *flaws: Flaw, extension: str = "jsonl") -> Stream:
    return Stream(
        feed,
        view,
        shape="documents",
        file=f"callback_{{part}}_{{day}}.{extension}",
        lag=0,
        retried=0.02,
        flaws=flaws,
        file_flaws=(EMPTY,),
    )


STREAMS = (
    _pull("wecom_contact", "contact_page", "get_by_user", BAD_JSON, sliced=True),
    _pull("wecom_contact", "contact_single", "externalcontact_get", shape="pretty_json", sliced=True),
    _pull("wecom_group", "group_answer", "groupchat_get", BAD_JSON, sliced=True),
    _pull("wecom_tag", "tag_answer", "corp_tag_list"),
    _pull("wecom_staff_stat", "staff_stat", "behavior_data", MISSING_REQUEST, BAD_JSON, TWICE_IN_FILE),
    _pull("wecom_group_stat", "group_stat", "groupchat_statistic", lag=1),
    _pull("wecom_link", "link_answer", "acquisition_customer", BAD_JSON),
    _pull("wecom_link", "link_statistic", "acquisition_statistic", lag=1),
    _pull("wecom_mass_send", "mass_list", "groupmsg_list"),
    _pull("wecom_mass_send", "mass_task", "groupmsg_task"),
    _pull("wecom_mass_send", "mass_result", "groupmsg_result", BAD_JSON, sliced=True),
    _callback("wecom_contact_event", "contact_event_xml", BROKEN_XML, extension="xml"),
    _callback(
        "wecom_contact_event",
        "contact_event_json",
        BAD_JSON,
        UNKNOWN_SHAPE,
        TWICE_IN_FILE,
        wrong("no_customer", "missing_value", "ExternalUserID", None),
        wrong("year_1970", "date_out_of_range", "CreateTime", _NEVER),
    ),
    _callback("wecom_group_event", "group_event_xml", BROKEN_XML, extension="xml"),
    _callback("wecom_group_event", "group_event_json", BAD_JSON, UNKNOWN_SHAPE),
    Stream(
        "wecom_chat_meta",
        "chat_line",
        shape="documents",
        file="archive_{day}.jsonl",
        packed=0.2,
        flaws=(
            BAD_JSON,
            UNKNOWN_SHAPE,
            TWICE_IN_FILE,
            wrong("year_1970", "date_out_of_range", "msgtime", _NEVER),
        ),
        file_flaws=(TRUNCATED, EMPTY),
    ),
)
