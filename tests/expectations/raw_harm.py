"""For every expectation of every raw suite, the harm to a batch that it must see, and it alone."""

from __future__ import annotations

from tests.expectations import bill_batches, mall_batches, master_batches, operator_batches, wecom_batches


def rows(**changes: str) -> dict[str, str]:
    """Expectation name -> what an UPDATE of the rows sets."""
    return {name: f"UPDATE rows SET {change}" for name, change in changes.items()}


def once(key: str) -> dict[str, str]:
    """The same key twice in one delivery."""
    thing = key.removesuffix("_id").replace("sku", "product")
    return {f"{thing}_once_a_delivery": f"UPDATE rows SET {key} = 'same'"}


EVERY_BATCH = {
    "rows_written_as_counted": "UPDATE files SET rows_kept = 3",
    "few_rows_in_quarantine": "UPDATE files SET rows_quarantined = 1",
    "no_file_in_quarantine": (
        "INSERT INTO files (file_id, path, status, rows_kept, rows_quarantined) "
        "VALUES ('x', 'x', 'quarantined', 0, 0)"
    ),
    # Together with a history of 1 row a day, or of 100.
    "volume_has_not_risen": "",
    "volume_has_not_fallen": "",
}

HARM: dict[str, dict[str, str]] = {
    **{feed: rows(**changes) for feed, changes in master_batches.CHANGES.items()},
    **{feed: rows(**changes) for feed, changes in operator_batches.CHANGES.items()},
    **{feed: rows(**changes) for feed, changes in wecom_batches.CHANGES.items()},
    **{feed: rows(**changes) for feed, changes in bill_batches.CHANGES.items()},
    **{feed: rows(**changes) for feed, changes in mall_batches.CHANGES.items()},
    "master_mall": once("mall_id")
    | rows(
        mall_type_is_of_the_list="mall_type = 'outlet'",
        timezone_is_an_area="timezone = '+08:00'",
        business_day_cut_hour_is_in_range="business_day_cut_hour = 13",
        closes_after_opening="close_hour = 10",
    ),
    "master_shop": once("shop_id")
    | rows(
        till_code_of_one_shop="pos_store_code = '1'",
        mall_id_is_known="mall_id = NULL",
        category_is_known="category = NULL",
        margin_rate_is_in_range="margin_rate = 1.1",
    ),
    "master_product": once("sku_id")
    | rows(
        category_is_known="category = NULL",
        margin_rate_is_a_share="margin_rate = -0.1",
        price_band_is_of_the_list="price_band = 'luxury'",
    ),
    "master_campaign": once("campaign_id")
    | rows(
        mall_id_is_known="mall_id = NULL",
        objective_is_of_the_list="objective = 'sell'",
        node_is_of_the_list="node = 'monday'",
        starts_at_is_known="start_at_local = NULL",
        ends_after_start="end_at_local = '2024-05-01 00:00:00'",
    ),
    "master_benefit": once("benefit_id")
    | rows(
        benefit_class_is_of_the_list="benefit_class = 'rare'",
        benefit_type_is_of_the_list="benefit_type = 'rare'",
        bearer_is_of_the_list="bearer = 'nobody'",
        face_value_fen_is_in_range="face_value_fen = -1, unit_cost_fen = -1",
        valid_days_is_in_range="valid_days = -1",
        costs_no_more_than_its_face="unit_cost_fen = 501",
    ),
    "master_experiment": once("experiment_id")
    | rows(
        kind_is_of_the_list="kind = 'guess'",
        unit_is_of_the_list="unit = 'day'",
        arms_are_shares="arms = 'control;treat'",
        salt_is_known="salt = NULL",
        outcome_days_is_in_range="outcome_days = 0",
        registered_before_start="registered_at_utc = '2024-06-02 00:00:00'",
    ),
    "member_registry": rows(
        identifiers_are_hashed="phone_hash = phone_hash || '0'",
        member_is_known="member_no_hash = NULL WHERE referrer_member_no_hash IS NULL",
        registration_time_is_known="registered_at_local = NULL",
        mall_is_known="mall_id = NULL",
        nobody_refers_themselves="referrer_member_no_hash = member_no_hash",
        phones_are_hardly_shared="phone_hash = repeat('0', 64)",
    ),
    "benefit_ledger": rows(
        identifiers_are_hashed="member_no_hash = 'M0001'",
        holder_is_known="member_no_hash = NULL",
        key_is_known="state_at_local = NULL",
        benefit_is_known="benefit_id = NULL",
        redemptions_name_their_shop="shop_id = NULL",
        state_is_of_the_list="state = 'lost' WHERE state = 'issued'",
    ),
    "outreach_log": rows(
        identifiers_are_hashed="member_no_hash = upper(member_no_hash)",
        receiver_is_known="member_no_hash = NULL",
        planned_time_is_known="planned_at_utc = NULL",
        sent_rows_have_a_time="sent_at_utc = NULL",
        few_sends_fail="status = 'failed'",
        channel_is_of_the_list="channel = 'fax'",
        status_is_of_the_list="status = 'lost'",
    ),
    "pos_sales": rows(
        identifiers_are_hashed="card_no_hash = 'C0001'",
        key_is_known="till_no = NULL",
        amounts_are_known="net_fen = NULL",
        prices_are_not_negative="unit_price_fen = -1",
        dates_are_of_this_century="till_date = '1970-01-01'",
        few_lines_are_returns="ticket_kind = 'return'",
        some_lines_name_a_member="card_no_hash = NULL",
        ticket_kind_is_of_the_list="ticket_kind = 'gift'",
    ),
}
