"""Every public payload of WeChat Pay and Douyin: ours are read, others are of no known shape."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

import pytest

from tests.sources.conftest import House

SAMPLES = Path(__file__).parents[3] / "shared" / "data" / "vendor_samples"
BUSICOUPON = "ModelSamples_MarketingBusifavor__UserCoupons__"
FEEDS = {
    "wechatpay_v3": ("wechatpay_circle", "wechatpay_coupon", "parking"),
    "douyin_life": ("voucher_douyin",),
}
FILES = {"wechatpay_v3": 116, "douyin_life": 38}

# What each file gives in the feed that it belongs to: rows, or why its document is refused. In every other
# feed, and for every file that is not named here, that is `unknown_shape`.
OURS: dict[str, tuple[str, int | str]] = {
    "EventSamples_BusinessCircle__MallAuthResource.json": ("wechatpay_circle", "missing_request"),
    "EventSamples_BusinessCircle__MallRefundResource.json": ("wechatpay_circle", 1),
    "EventSamples_BusinessCircle__MallTransactionResource.json": ("wechatpay_circle", 1),
    "ModelSamples_BusinessCircle__GetBusinessCircleUserAuthorizationByOpenIdResponse.json": (
        "wechatpay_circle",
        "missing_request",
    ),
    "ModelSamples_BusinessCircle__NotifyBusinessCircleParkingsRequest.json": ("wechatpay_circle", 1),
    "ModelSamples_BusinessCircle__NotifyBusinessCirclePointsRequest.json": ("wechatpay_circle", 1),
    "EventSamples_MarketingBusifavor__MarketingBusifavorCouponResource.json": ("wechatpay_coupon", 1),
    "EventSamples_MarketingFavor__MarketingFavorCouponResource.json": ("wechatpay_coupon", 1),
    f"{BUSICOUPON}GetMarketingBusifavorUserCouponByCouponCodeResponse.json": (
        "wechatpay_coupon",
        1,
    ),
    f"{BUSICOUPON}QueryMarketingBusifavorUserCouponsResponse.json": (
        "wechatpay_coupon",
        1,
    ),
    "ModelSamples_MarketingFavor__UsersCoupons__GetMarketingFavorUserCouponByCouponIdResponse.json": (
        "wechatpay_coupon",
        1,
    ),
    "ModelSamples_MarketingFavor__UsersCoupons__QueryMarketingFavorUserCouponsResponse.json": (
        "wechatpay_coupon",
        1,
    ),
    "GoodLifeFulfilmentCertificateGetV1Response.json": ("voucher_douyin", 1),
    # Two certificates, of which one is verified.
    "GoodLifeFulfilmentCertificateQueryV1Response.json": ("voucher_douyin", 1),
    "GoodLifeFulfilmentCertificateVerifyRecordQueryV1Response.json": ("voucher_douyin", 1),
    "GoodLifeFulfilmentCertificateVerifyV1Response.json": ("voucher_douyin", 1),
    "LifeTradeCertificateNotifyEvent.json": ("voucher_douyin", 1),
}

pytestmark = pytest.mark.skipif(not SAMPLES.exists(), reason="the vendors' samples are not on this machine")


@pytest.mark.parametrize(("folder", "feed"), [(folder, feed) for folder in FEEDS for feed in FEEDS[folder]])
def test_every_sample_is_read_or_of_no_known_shape(tmp_path: Path, folder: str, feed: str) -> None:
    samples = sorted((SAMPLES / folder).iterdir())
    assert len(samples) == FILES[folder]
    house = House(tmp_path)
    for sample in samples:
        house.land(feed, sample.name, sample.read_bytes())
    house.ingest(feed)
    rows = Counter(row["_file_id"] for row in house.rows(feed))
    reasons = defaultdict(list)
    for refused in house.quarantine(feed):
        reasons[refused["file_id"]].append(refused["reason"])
    got, wanted = {}, {}
    for file in house.files(feed):
        name = Path(file["path"]).name
        got[name] = (rows[file["file_id"]], reasons[file["file_id"]])
        home, outcome = OURS.get(name, (feed, "unknown_shape"))
        outcome = outcome if home == feed else "unknown_shape"
        wanted[name] = (outcome, []) if isinstance(outcome, int) else (0, [outcome])
    # Some samples are the same bytes under two names.
    told_twice = {Path(f["path"]).name for f in house.files(feed) if f["status"] == "duplicate"}
    assert not told_twice & OURS.keys()
    assert {n: o for n, o in got.items() if n not in told_twice} == {
        n: o for n, o in wanted.items() if n not in told_twice
    }
    assert len(got) == FILES[folder]
