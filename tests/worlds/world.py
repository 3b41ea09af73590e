"""A builder of landing zones: say what happened, and it becomes deliveries in the feeds' shapes.

Rows are grouped by feed, day of delivery and file name, and written in the order in which they were said.
Columns that no row of a file fills are left out of it.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from tests.worlds.v332m import as_json, as_xml

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

EXPORT_HEADER = (
    "门店号", "收银机号", "小票号", "交易日期", "交易时间", "交易类型", "原小票号", "会员卡号",
    "手机号", "商品编码", "商品名称", "数量", "单价", "折扣金额", "实收金额", "支付方式",
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One line of a ticket; money in yuan, as tills write it."""

    net: str
    sku: str | None = None
    quantity: str = "1"
    discount: str | None = None
    name: str | None = None


@dataclass
class World:
    """What an operator's systems deliver."""

    first_day: date
    master: dict[str, list[dict]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    _tables: dict[tuple[str, date, str], list[dict]] = field(default_factory=dict)
    _documents: dict[tuple[date, str], list[bytes]] = field(default_factory=dict)
    _encodings: dict[str, str] = field(default_factory=dict)

    # --- master data: said once, delivered whole ---

    def mall(
        self, mall_id: str, *, timezone: str = "Asia/Shanghai", cut_hour: int = 0, **more: object
    ) -> World:
        row = {
            "mall_id": mall_id,
            "mall_name": f"商场{mall_id}",
            "mall_type": "regional",
            "timezone": timezone,
        }
        row |= {"business_day_cut_hour": cut_hour, "open_hour": 10, "close_hour": 22, "currency": "CNY"}
        return self.state("master_mall", row | more)

    def shop(self, shop_id: str, mall_id: str, *, category: str = "餐饮", **more: object) -> World:
        row = {"shop_id": shop_id, "mall_id": mall_id, "shop_name": f"店{shop_id}", "brand": f"品牌{shop_id}"}
        row |= {"floor": "L1", "category": category, "pos_store_code": shop_id, "margin_rate": "0.3"}
        return self.state("master_shop", row | more)

    def product(self, sku_id: str, *, category: str = "食品", **more: object) -> World:
        row = {"sku_id": sku_id, "name": f"商品{sku_id}", "category": category, "subcategory": category}
        row |= {"brand": "B", "is_own_brand": "false", "is_imported": "false", "is_organic": "false"}
        row |= {"is_fresh": "true", "price_band": "mid", "margin_rate": "0.25"}
        return self.state("master_product", row | more)

    def campaign(self, campaign_id: str, mall_id: str, start: str, end: str, **more: object) -> World:
        row = {
            "campaign_id": campaign_id,
            "mall_id": mall_id,
            "name": f"活动{campaign_id}",
            "objective": "repeat",
        }
        row |= {"node": "none", "start_at": start, "end_at": end, "owner": "ops"}
        return self.state("master_campaign", row | more)

    def benefit(self, benefit_id: str, campaign_id: str | None, *, face: int = 1000, **more: object) -> World:
        row = {"benefit_id": benefit_id, "campaign_id": campaign_id, "name": f"券{benefit_id}"}
        row |= {"benefit_class": "instant", "benefit_type": "repeat", "face_value_fen": face}
        row |= {"unit_cost_fen": face // 2, "bearer": "mall", "valid_days": 30, "trigger": "campaign"}
        row |= {"cap_issue_fen": 0, "cap_member_month_fen": 0, "cap_month_fen": 0}
        return self.state("master_benefit", row | more)

    def experiment(self, experiment_id: str, campaign_id: str, start: str, end: str, **more: object) -> World:
        row = {"experiment_id": experiment_id, "campaign_id": campaign_id, "kind": "coupon", "unit": "member"}
        row |= {"arms": "control=0.2;treat=0.8", "salt": "s", "population": "all", "primary_metric": "visit"}
        row |= {"metrics": "visit;purchase", "outcome_days": 14, "pre_days": 28, "start_at": start}
        return self.state("master_experiment", row | {"end_at": end, "registered_at": start} | more)

    def state(self, feed: str, row: dict) -> World:
        """Say one row of a master feed; a row with the same first column replaces the earlier one."""
        rows = self.master.setdefault(feed, [])
        key = next(iter(row))
        rows[:] = [known for known in rows if known[key] != row[key]] + [row]
        return self

    def snapshot(self, day: date, *feeds: str) -> World:
        """Deliver the state of master data as it is now."""
        for feed in feeds or self.master:
            self.rows(feed, day, *self.master[feed], name=f"{feed}.csv")
        return self

    # --- what happens ---

    def member(self, member_no: str, mall_id: str, registered_at: str, *, on: date, **more: object) -> World:
        row = {"member_no": member_no, "mall_id": mall_id, "registered_at": registered_at}
        return self.rows("member_registry", on, row | more)

    def coupon(self, code: str, benefit_id: str, state: str, at: str, *, on: date, **more: object) -> World:
        row = {"coupon_code": code, "benefit_id": benefit_id, "state": state, "state_at": at}
        return self.rows("benefit_ledger", on, row | more)

    def outreach(self, send_id: str, campaign_id: str, at: str, *, on: date, **more: object) -> World:
        row = {"send_id": send_id, "campaign_id": campaign_id, "channel": "sms", "is_manual": "false"}
        row |= {"planned_at": at, "sent_at": at, "status": "sent"}
        return self.rows("outreach_log", on, row | more)

    def ticket(
        self,
        store: str,
        number: str,
        at: datetime,
        *lines: Line,
        on: date | None = None,
        shape: str = "csv",
        name: str | None = None,
        **more: str | None,
    ) -> World:
        """Say a ticket as csv, json or xml; `more`: card, phone, kind (sale, return), original, till."""
        on = on or at.date()
        if shape == "csv":
            self.rows("pos_sales", on, *_export_rows(store, number, at, lines, more), name=name)
        else:
            document = _document(store, number, at, lines, more)
            encoded = as_json(document) if shape == "json" else as_xml(document, soap=True)
            self._documents.setdefault((on, name or f"v332m.{shape}"), []).append(encoded)
        return self

    def rows(self, feed: str, on: date, *rows: dict, name: str | None = None) -> World:
        """Deliver rows as they are."""
        self._tables.setdefault((feed, on, name or f"{feed}.csv"), []).extend(rows)
        return self

    def raw(self, feed: str, on: date, name: str, data: bytes) -> World:
        """Deliver bytes as they are."""
        self.files[f"{feed}/{on.isoformat()}/{name}"] = data
        return self

    def encode(self, name: str, encoding: str) -> World:
        """Write the files of this name in another encoding."""
        self._encodings[name] = encoding
        return self

    # --- deliveries ---

    def deliveries(self) -> dict[str, bytes]:
        """Return every file by its path below landing/."""
        found = dict(self.files)
        for (feed, day, name), rows in self._tables.items():
            found[f"{feed}/{day.isoformat()}/{name}"] = self._table(name, rows)
        for (day, name), documents in self._documents.items():
            found[f"pos_sales/{day.isoformat()}/{name}"] = b"\n".join(documents) + b"\n"
        return dict(sorted(found.items()))

    def land(self, home: Path, paths: Iterable[str] | None = None) -> list[str]:
        """Write the deliveries, or those of the given paths, under home/landing."""
        deliveries = self.deliveries()
        chosen = list(deliveries if paths is None else paths)
        for path in chosen:
            target = home / "landing" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(deliveries[path])
        return chosen

    def _table(self, name: str, rows: list[dict]) -> bytes:
        filled = list(dict.fromkeys(key for row in rows for key in row))
        if name.endswith(".jsonl"):
            text = "".join(json.dumps({k: v for k, v in row.items() if v is not None}) + "\n" for row in rows)
        else:
            buffer = io.StringIO()
            writer = csv.DictWriter(buffer, filled, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
            text = buffer.getvalue()
        data = text.encode(self._encodings.get(name, "utf-8"))
        return gzip.compress(data, mtime=0) if name.endswith(".gz") else data


def local(day: date, hour: int = 12, minute: int = 0) -> datetime:
    """Return a till's clock."""
    return datetime.combine(day, time(hour, minute))


def shanghai(day: date, hour: int = 12, minute: int = 0) -> str:
    """Return a moment in Shanghai, as RFC 3339."""
    return f"{local(day, hour, minute).isoformat()}+08:00"


def _export_rows(
    store: str, number: str, at: datetime, lines: tuple[Line, ...], more: dict[str, str | None]
) -> list[dict]:
    shared = (
        store, more.get("till", "01"), number, at.date().isoformat(), at.time().isoformat(),
        {"sale": "销售", "return": "退货"}[more.get("kind") or "sale"],
        more.get("original"), more.get("card"), more.get("phone"),
    )  # fmt: skip
    return [
        dict(
            zip(
                EXPORT_HEADER,
                (*shared, line.sku, line.name, line.quantity, None, line.discount, line.net, "微信"),
                strict=True,
            )
        )
        for line in lines
    ]


def _document(
    store: str, number: str, at: datetime, lines: tuple[Line, ...], more: dict[str, str | None]
) -> dict:
    total = {
        "txdate_yyyymmdd": at.strftime("%Y%m%d"),
        "txtime_hhmmss": at.strftime("%H%M%S"),
        "storecode": store,
        "tillid": more.get("till", "01"),
        "salestype": {"sale": "SA", "return": "SR"}[more.get("kind") or "sale"],
        "txdocno": number,
        "orgtxdocno": more.get("original"),
        "vipcode": more.get("card"),
        "mobile": more.get("phone"),
    }
    items = [
        {"itemcode": line.sku, "itemname": line.name, "qty": line.quantity, "netamount": line.net}
        | ({"totaldiscountless": line.discount} if line.discount else {})
        for line in lines
    ]
    return {
        "header": {"messagetype": "SALESDATA", "messageid": "332", "version": "V332M"},
        "salestotal": {key: value for key, value in total.items() if value is not None},
        "salesitems": [{k: v for k, v in item.items() if v is not None} for item in items],
        "salestenders": [{"tendercode": "WX", "payamount": lines[0].net}],
    }
