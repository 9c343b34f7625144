from pathlib import Path

import pytest

from store.content.library import read_own
from store.domain.errors import ContentError
from store.domain.text import is_address
from store.util.paths import content_folder
from tests.store.small import write_content


@pytest.mark.parametrize(
    "address",
    ["http://a.example", "https://a.example/b?c=d#e", "HTTPS://A.EXAMPLE", "mailto:a@b.example"],
)
def test_what_a_browser_or_a_mail_program_may_be_given(address: str) -> None:
    assert is_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "javascript:alert(1)",
        "data:text/html,a",
        "file:///etc/passwd",
        "ftp://a.example",
        "//a.example",
        "a.example",
        "http://",
        "http:///a",
        "http://a b",
        "http://a.example\n",
        "http://a.example/\x1b[31m",
        "http://a.example/\x9b",
        "https://a.example/\u202ecod.exe",
        "mailto:",
        "mailto:a",
        " https://a.example",
    ],
)
def test_what_is_no_address(address: str) -> None:
    assert not is_address(address)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = write_content(tmp_path / "own")
    (folder / "topics" / "01-building.md").unlink()
    return folder


def faults(folder: Path) -> tuple[str, ...]:
    with pytest.raises(ContentError) as caught:
        read_own(folder, "", content_folder())
    return caught.value.faults


@pytest.mark.parametrize("address", ["javascript:alert(1)", r"https://a.example/\u001b[31m"])
def test_an_option_leads_to_no_program(own: Path, address: str) -> None:
    read_own(own, "", content_folder())
    path = own / "comparisons" / "materials" / "options.toml"
    path.write_text(path.read_text().replace("https://example.com", address, 1))
    (fault,) = faults(own)
    assert fault.startswith("comparisons/materials/options.toml:1: option “oak” has no usable")


def test_links_out_of_a_folder_of_content_are_told_and_not_followed(own: Path) -> None:
    outside = own.parent / "outside.toml"
    path = own / "comparisons" / "materials" / "presets.toml"
    outside.write_text('[[presets]]\nslug = "secret"\nname = "a"\ndescription = "b"\n')
    path.unlink(missing_ok=True)
    path.symlink_to(outside)
    (fault,) = faults(own)
    told = "this is a link out of the folder and was not followed; put the file here"
    assert fault == f"comparisons/materials/presets.toml:1: {told}"


def test_a_folder_that_is_a_link_out_of_the_content_is_not_followed(own: Path) -> None:
    (own / "comparisons" / "materials").rename(own.parent / "materials")
    (own / "comparisons" / "materials").symlink_to(own.parent / "materials")
    assert "comparisons/materials/options.toml:1: this is a link out of the folder" in " ".join(
        faults(own)
    )


def test_links_within_a_folder_of_content_are_followed(own: Path) -> None:
    path = own / "comparisons" / "materials" / "options.toml"
    path.rename(own / "kept.toml")
    path.symlink_to(own / "kept.toml")
    assert len(read_own(own, "", content_folder()).comparisons) == 1
