"""Configuration: file, environment, all faults at once."""

from pathlib import Path

import pytest

from orchestration.settings import ConfigurationError, demo_pepper_file, load_settings

PEPPER = "a-pepper-for-tests-only"


def test_defaults_need_no_file(tmp_path: Path) -> None:
    settings = load_settings({}, tmp_path)
    assert settings.home == (tmp_path / "data").resolve()
    assert (settings.nightly.hour, settings.nightly.minute) == (2, 30)
    assert settings.publish.keep_versions == 14
    assert settings.pepper is None


def test_environment_overrules_the_file(tmp_path: Path) -> None:
    (tmp_path / "memberloop.toml").write_text("[publish]\nkeep_versions = 3\n[nightly]\nhour = 4\n")
    settings = load_settings({"MEMBERLOOP_PUBLISH_KEEP_VERSIONS": "9"}, tmp_path)
    assert (settings.publish.keep_versions, settings.nightly.hour) == (9, 4)


def test_parameters_keep_their_types(tmp_path: Path) -> None:
    settings = load_settings(
        {
            "MEMBERLOOP_PARAMETERS_REFUND_REVERSAL_DAYS": "14",
            "MEMBERLOOP_PARAMETERS_DEFAULT_TIMEZONE": "Europe/Paris",
        },
        tmp_path,
    )
    assert dict(settings.parameters) == {"refund_reversal_days": 14, "default_timezone": "Europe/Paris"}


def test_a_misspelt_parameter_is_told_with_the_right_name(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as error:
        load_settings(
            {
                "MEMBERLOOP_PARAMETERS_REFUND_REVERSAL_DAY": "14",
                "MEMBERLOOP_PARAMETERS_REFUND_REVERSAL_DAYS": "soon",
            },
            tmp_path,
        )
    told = "\n".join(error.value.faults)
    assert "did you mean refund_reversal_days?" in told
    assert "wanted is a value of type int" in told


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "memberloop.toml").write_text(
        "[publish]\nkeep_versions = 0\n[nightly]\nhour = 25\nhuor = 3\n[nigthly]\nhour = 1\n"
    )
    with pytest.raises(ConfigurationError) as error:
        load_settings({"MEMBERLOOP_PEPPER": "short", "MEMBERLOOP_PUBLSH_KEEP": "1"}, tmp_path)
    told = "\n".join(error.value.faults)
    for key in (
        "publish.keep_versions", "nightly.hour", "nightly.huor", "nigthly",
        "MEMBERLOOP_PEPPER", "MEMBERLOOP_PUBLSH_KEEP",
    ):  # fmt: skip
        assert key in told
    assert "less than or equal to 23" in told, "says what would be right"
    assert "short" not in told.replace("too short", ""), "a secret is never repeated"


def test_broken_toml_is_a_fault_not_a_crash(tmp_path: Path) -> None:
    (tmp_path / "memberloop.toml").write_text("[publish\n")
    with pytest.raises(ConfigurationError, match="not valid TOML"):
        load_settings({}, tmp_path)


def test_a_named_file_must_exist(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="MEMBERLOOP_CONFIG"):
        load_settings({"MEMBERLOOP_CONFIG": str(tmp_path / "none.toml")}, tmp_path)


def test_a_production_home_refuses_without_pepper(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="MEMBERLOOP_PEPPER is not set"):
        load_settings({}, tmp_path).require_pepper()


def test_a_demo_home_brings_its_own_pepper(tmp_path: Path) -> None:
    home = tmp_path / "data"
    home.mkdir()
    demo_pepper_file(home).write_text(PEPPER)
    assert load_settings({}, tmp_path).require_pepper() == PEPPER


def test_faults_of_a_landing_zone_are_told(tmp_path: Path) -> None:
    wrong = ("ftp://bucket", "s3://key:secret@bucket/x", "s3://Bucket_1")
    for url in wrong:
        with pytest.raises(ConfigurationError) as error:
            load_settings({"MEMBERLOOP_LANDING_URL": url, "MEMBERLOOP_LANDING_REGION": "?"}, tmp_path)
        assert [fault.split(":")[0] for fault in error.value.faults] == ["landing.url", "landing.region"]
        assert "secret" not in str(error.value)
    with pytest.raises(ConfigurationError, match="cn-shanghai"):
        load_settings({"MEMBERLOOP_LANDING_URL": "oss://bucket/x"}, tmp_path)


def test_keys_of_a_store_come_from_its_own_variables_and_are_not_shown(tmp_path: Path) -> None:
    environ = {
        "MEMBERLOOP_LANDING_URL": "oss://bucket/x", "MEMBERLOOP_LANDING_REGION": "cn-shanghai",
        "AWS_ACCESS_KEY_ID": "aws-key", "AWS_SECRET_ACCESS_KEY": "aws-secret",
    }  # fmt: skip
    with pytest.raises(ConfigurationError, match="set OSS_ACCESS_KEY_ID and OSS_ACCESS_KEY_SECRET"):
        load_settings(environ, tmp_path).require_landing_key()
    environ |= {"OSS_ACCESS_KEY_ID": "oss-key", "OSS_ACCESS_KEY_SECRET": "oss-secret"}
    settings = load_settings(environ | {"MEMBERLOOP_PEPPER": PEPPER}, tmp_path)
    assert settings.require_landing_key().secret == "oss-secret"
    assert not {"oss-secret", "oss-key", PEPPER} & set(repr(settings).replace("'", " ").split())


def test_what_a_pull_lacks_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as error:
        load_settings({}, tmp_path).require_wecom_secret()
    told = "\n".join(error.value.faults)
    assert "wecom.corp_id" in told
    assert "MEMBERLOOP_WECOM_SECRET" in told
    with pytest.raises(ConfigurationError, match=r"wecom\.api_url"):
        load_settings({"MEMBERLOOP_WECOM_API_URL": "http://qyapi.weixin.qq.com"}, tmp_path)
