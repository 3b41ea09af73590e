"""What becomes of every real WeCom payload in every WeCom feed: its content decides, never its name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.sources.conftest import House

SAMPLES = Path(__file__).parents[3] / "shared" / "data" / "vendor_samples"
API, EVENTS = SAMPLES / "wecom_api", SAMPLES / "wecom_events"
CONTACT = "CgibinExternalContact"
LINK = f"{CONTACT}CustomerAcquisition"

# Feed -> file -> how many rows, or why none. A bare answer that does not name what was asked has no place.
OURS: dict[str, dict[str, int | str]] = {
    "wecom_contact": {
        f"{CONTACT}GetResponse.json": 2,
        f"{CONTACT}BatchGetByUserResponse.json": 2,
    },
    "wecom_contact_event": {
        "ChangeExternalContactEvent.AddExternalContact.xml": 1,
        "ChangeExternalContactEvent.AddHalfExternalContact.xml": 1,
        "ChangeExternalContactEvent.DeleteFollowUser.xml": 1,
        "ChangeExternalContactEvent.DeleteHalfExternalContact.xml": 1,
        "ChangeExternalContactEvent.EditExternalContact.xml": 1,
        "ChangeExternalContactEvent.MessageAuditApproved.xml": 1,
        "ChangeExternalContactEvent.TransferFail.xml": 1,
    },
    "wecom_group": {f"{CONTACT}GroupChatGetResponse.json": 2},
    "wecom_group_event": {
        "ChangeExternalChatEvent.Create.xml": 1,
        "ChangeExternalChatEvent.Dismiss.xml": 1,
        "ChangeExternalChatEvent.Update.xml": 2,
    },
    "wecom_mass_send": {
        f"{CONTACT}GetGroupMessageListV2Response.json": 1,
        f"{CONTACT}GetGroupMessageTaskResponse.json": "missing_request",
        f"{CONTACT}GetGroupMessageSendResultResponse.json": "missing_request",
    },
    "wecom_tag": {f"{CONTACT}GetCorpTagListResponse.json": 2},
    "wecom_staff_stat": {f"{CONTACT}GetUserBehaviorDataResponse.json": "missing_request"},
    "wecom_group_stat": {
        f"{CONTACT}GroupChatStatisticsResponse.json": "missing_request",
        f"{CONTACT}GroupChatStatisticsGroupByDayResponse.json": "missing_request",
    },
    # Decrypted archive lines are in no public fixture.
    "wecom_chat_meta": {},
    "wecom_link": {
        f"{LINK}ListLinkResponse.json": 3,
        f"{LINK}CreateLinkResponse.json": 1,
        f"{LINK}GetChatInfoResponse.json": 1,
        f"{LINK}CustomerResponse.json": "missing_request",
        f"{LINK}GetResponse.json": "missing_request",
        f"{LINK}StatisticResponse.json": "missing_request",
        f"{LINK}QuotaResponse.json": 0,
    },
}

# Requests, answers to commands, and answers of other interfaces: no feed takes them.
_OTHERS = """
    CgibinChatDataAnalyzeTaskAddResponse.json CgibinChatDataAnalyzeTaskResultResponse.json
    CgibinChatDataAsyncProgramResultResponse.json CgibinChatDataAsyncProgramTaskResponse.json
    CgibinChatDataCheckDebugModeResponse.json CgibinChatDataExportCreateJobResponse.json
    CgibinChatDataExportGetJobStatusResponse.json CgibinChatDataGetAgreeStatusRoomResponse.json
    CgibinChatDataGetAgreeStatusSingleResponse.json CgibinChatDataGetAuthUserListResponse.json
    CgibinChatDataGetCorpAuthInfoResponse.json CgibinChatDataGetHideSensitiveInfoConfigResponse.json
    CgibinChatDataGroupChatGetResponse.json CgibinChatDataKeywordCreateRuleResponse.json
    CgibinChatDataKeywordGetHitMessageListResponse.json CgibinChatDataKeywordGetRuleDetailResponse.json
    CgibinChatDataKeywordGetRuleListResponse.json CgibinChatDataSearchChatResponse.json
    CgibinChatDataSearchMessageResponse.json CgibinChatDataSpecialApiCreateJobResponse.json
    CgibinChatDataSpecialApiGetJobResultResponse.json CgibinChatDataSyncCallProgramResponse.json
    CgibinChatDataSyncMessageResponse.json CgibinChatDataUploadMediaResponse.json
    CgibinMessageAuditCheckRoomAgreeResponse.json CgibinMessageAuditCheckSingleAgreeResponse.json
    CgibinMessageAuditGetPermitUserListResponse.json CgibinMessageAuditGetRobotInfoResponse.json
    CgibinMessageAuditGroupChatGetResponse.json AgreeExternalUserIdMigrationEvent.json
    AgreeExternalUserIdMigrationEvent.xml ChangeExternalTagEvent.Create.xml
    ChangeExternalTagEvent.Delete.xml ChangeExternalTagEvent.Shuffle.xml
    ChangeExternalTagEvent.Update.xml KfAccountAuthChangeEvent.xml KfMessageEvent.xml
"""
_OTHERS_OF_CONTACTS = """
    AddContactWayRequest AddContactWayResponse AddCorpTagResponse AddInterceptRuleResponse
    AddMessageTemplateRequest AddMessageTemplateResponse AddMomentTaskResponse AddProductAlbumResponse
    AddStrategyTagResponse BatchToExternalUserIdResponse ContactListResponse ConvertToOpenIdResponse
    CustomerAcquisitionAppGetPermitResponse CustomerStrategyCreateResponse
    CustomerStrategyGetRangeResponse CustomerStrategyGetResponse CustomerStrategyListResponse
    GetContactWayResponse GetFollowUserListResponse GetGroupMessageSendResultRequest
    GetInterceptRuleListResponse GetInterceptRuleResponse GetMomentCommentsResponse
    GetMomentCustomerListResponse GetMomentListResponse GetMomentSendResultResponse
    GetMomentTaskResponse GetMomentTaskResultResponse GetNewExternalUserIdResponse
    GetProductAlbumListResponse GetProductAlbumResponse GetStrategyTagListResponse
    GetSubscribeModeResponse GetSubscribeQrcodeResponse GetUnassignedListResponse
    GetUserBehaviorDataRequest GroupChatAddJoinWayRequest GroupChatAddJoinWayResponse
    GroupChatDeleteJoinWayRequest GroupChatGetJoinWayRequest GroupChatGetJoinWayResponse
    GroupChatGetNewExternalUserIdResponse GroupChatListResponse GroupChatOnJobTransferResponse
    GroupChatStatisticsRequest GroupChatTransferResponse GroupChatUpdateJoinWayRequest
    GroupWelcomeTemplateAddResponse GroupWelcomeTemplateGetResponse ListContactWayResponse ListResponse
    MarkTagRequest MessageSendResponse MomentStrategyCreateResponse MomentStrategyGetRangeResponse
    MomentStrategyGetResponse MomentStrategyListResponse OpenGroupIdToChatIdResponse
    ResignedTransferCustomerResponse ResignedTransferResultResponse ToServiceExternalUserIdResponse
    TransferCustomerResponse TransferResultResponse UnionIdToExternalUserIdResponse
"""
NOBODYS = [*_OTHERS.split(), *(f"{CONTACT}{name}.json" for name in _OTHERS_OF_CONTACTS.split())]

pytestmark = pytest.mark.skipif(not API.is_dir(), reason=f"{API} is not there")


def sample_files() -> list[Path]:
    return sorted([*API.iterdir(), *EVENTS.iterdir()])


def test_every_sample_has_its_expectation() -> None:
    told = [name for files in OURS.values() for name in files] + NOBODYS
    assert sorted(told) == sorted(path.name for path in sample_files())


@pytest.mark.parametrize("feed", OURS)
def test_a_feed_takes_its_own_samples_and_no_others(house: House, feed: str) -> None:
    contents = {}
    for path in sample_files():
        house.land(feed, path.name, path.read_bytes())
        contents[path.name] = path.read_bytes()
    house.ingest(feed)

    found: dict[str, int | str] = {
        Path(file["path"]).name: file["rows_kept"]
        for file in house.files(feed)
        if file["status"] == "accepted"
    }
    for refused in house.quarantine(feed):
        found[Path(refused["path"]).name] = refused["reason"]
    # Some fixtures hold the very same bytes under two names: the second one is a repetition.
    repeated = {Path(file["path"]).name for file in house.files(feed) if file["status"] == "duplicate"}
    assert all(list(contents.values()).count(contents[name]) > 1 for name in repeated)

    wanted = {name: OURS[feed].get(name, "unknown_shape") for name in contents if name not in repeated}
    assert found == wanted


@pytest.mark.parametrize("feed", OURS)
def test_no_key_of_a_known_sample_is_drift(house: House, feed: str) -> None:
    for path in sample_files():
        if path.name in OURS[feed]:
            house.land(feed, path.name, path.read_bytes())
    if OURS[feed]:
        house.ingest(feed)
    drifted = {file["path"]: file["unknown_columns"] for file in house.files(feed) if file["unknown_columns"]}
    assert drifted == {}


def test_the_payload_counts_not_the_name(house: House) -> None:
    name = "ChangeExternalContactEvent.DeleteHalfExternalContact.xml"
    house.land("wecom_contact_event", name, (EVENTS / name).read_bytes())
    house.ingest("wecom_contact_event")
    (row,) = house.rows("wecom_contact_event")
    assert (row["change_type"], row["event"]) == ("del_external_contact", "change_external_contact")
    assert row["corp_id"] == "wxf8b4f85f3a794e77"
