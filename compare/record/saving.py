"""Records and other files, written whole; records read strictly."""

from __future__ import annotations

import codecs
import json
import os
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from compare.errors import HarnessError, UsageError
from compare.record.nouns import (
    SCHEMA,
    Base,
    Failure,
    Head,
    LaneFacts,
    Look,
    PairRecord,
    Record,
    Since,
    Skip,
    Touch,
    Trial,
    Warmup,
)
from compare.record.schemas import CONTRACT_SCHEMA
from compare.record.values import shown

RECORD = "record.json"
LARGEST = 256 * 1024**2  # bytes of a record in an artefact
SURROGATES = "backslashreplace"  # a lone one, of an output say, becomes the escape that JSON has for it


def dumps(record: Record | Mapping[str, Any], indent: int | None = None) -> str:
    """A record, or a part of one, as strict JSON, without NaN or infinities."""
    return json.dumps(record, default=vars, ensure_ascii=False, allow_nan=False, indent=indent)


def save(record: Record, path: Path) -> None:
    """Write the record by rename, so that a reader never sees half of it.

    Raises:
        HarnessError: the folder cannot be written or the disk is full.
    """
    write_atomically(path, dumps(record) + "\n")


def write_atomically(path: Path, text: str) -> None:
    """Replace a file's text in one step; the old file stays if that fails.

    Raises:
        UsageError: a link, a device or a pipe has that name.
        HarnessError: the folder cannot be written or the disk is full.
    """
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        if path.is_symlink() or (path.exists() and not path.is_file()):
            raise UsageError(f"{path} is a link or no ordinary file, and is left alone. Name another file.")
        with open(partial, "w", encoding="utf-8", newline="\n", errors=SURROGATES) as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise HarnessError(
            f"Cannot write {path}: {error.strerror or error}. Free space or choose --out."
        ) from None


def new_folder(out: Path, now: datetime | None = None) -> Path:
    """Make a run's own folder, named by the time, before anything runs.

    Raises:
        UsageError: it cannot be made.
        HarnessError: there are too many of this second.
    """
    stem = (now or datetime.now(UTC)).strftime("%Y-%m-%dT%H-%M-%S")
    try:
        out.mkdir(parents=True, exist_ok=True)
        for suffix in ["", *(f"-{number}" for number in range(2, 100))]:
            folder = out / f"{stem}{suffix}"
            try:
                folder.mkdir()
            except FileExistsError:
                continue
            return folder
    except OSError as error:
        raise UsageError(f"--out {out} cannot be written: {error.strerror}. Name another folder.") from None
    raise HarnessError(f"{out} already holds a hundred reports of this second.")


def load(path: Path) -> Record:
    """Read a record that `compare` wrote.

    Raises:
        UsageError: the file is missing, is no record, or was made by another version.
    """
    return parse(read_text(path, "the record "), str(path))


def load_zipped(path: Path) -> Record:
    """Read the record in an artefact that a CI service keeps as a zip; it is data of somebody's, and not unpacked.

    Raises:
        UsageError: it is no zip, holds no record, several or one that is too large.
    """
    if path.exists() and not path.is_file():
        raise UsageError(f"Cannot read {path}: it is not a file.")
    try:
        with zipfile.ZipFile(path) as held:
            found = [one for one in held.infolist() if PurePosixPath(one.filename).name == RECORD]
            if len({one.CRC for one in found}) != 1:  # `latest` may be there as a copy
                names = ", ".join(sorted(one.filename for one in found)) or "none"
                raise UsageError(f"{path} must hold one {RECORD}; it holds: {names}.")
            with held.open(found[0]) as file:
                data = file.read(LARGEST + 1)
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error) as error:
        raise UsageError(f"Cannot read {path}: {getattr(error, 'strerror', None) or error}.") from None
    if len(data) > LARGEST:
        raise UsageError(f"The record in {path} is larger than {LARGEST // 1024**2} MB.")
    try:
        return parse(data.decode("utf-8-sig"), str(path))
    except UnicodeDecodeError as error:
        raise UsageError(f"Cannot read {path}: {error}.") from None


def read_text(path: Path, what: str = "") -> str:
    """A file's text, in UTF-8 or, by its byte-order mark, in UTF-16 as PowerShell writes it.

    Args:
        path: the file.
        what: what it should be, for the message: `the record `.

    Raises:
        UsageError: it is not there, is no file, cannot be read, or is no text.
    """
    try:
        if path.exists() and not path.is_file():  # a pipe would wait for ever, a device never end
            raise UsageError(f"Cannot read {what}{path}: it is not a file.")
        data = path.read_bytes()
        wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        return data.decode("utf-16" if wide else "utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"Cannot read {what}{path}: {getattr(error, 'strerror', None) or error}.") from None


def parse(text: str, name: str) -> Record:
    """A record from its JSON text; strict about what it takes.

    Raises:
        UsageError: not JSON, not a record, or it or a contract in it is of another schema version.
    """
    return record_of(strict_json(text, name), name)


def record_of(data: Any, name: str) -> Record:
    """A record from its parsed JSON, which is brought up to today's schema on the way.

    Raises:
        UsageError: not a record, or it or a contract in it is of another schema version.
    """
    if not isinstance(data, dict) or "schema" not in data or "pairs" not in data:
        raise UsageError(f"{name} is not a record of Parallax (it has no schema and pairs).")
    _upgrade(data, name)
    _validate(data, name)
    _check_contracts(data, name)
    return Record(
        **_known(Record, data)
        | {
            "lanes": tuple(LaneFacts(**_tuples(LaneFacts, lane)) for lane in data["lanes"]),
            "pairs": tuple(_pair(pair) for pair in data["pairs"]),
            "base": _base(data["base"]) if data.get("base") else None,
            "heads": tuple(Head(**one) for one in data["heads"]),
            "failures": tuple(Failure(**one) for one in data["failures"]),
            "since": since_of(data["since"]) if data["since"] else None,
        }
    )


def _upgrade(data: dict[str, Any], name: str) -> None:
    """Give an older record what it did not say, and nothing else.

    Raises:
        UsageError: it is of a version that is not read.
    """
    version = data["schema"]
    if isinstance(version, bool) or version not in (2, 3, 4, SCHEMA):
        raise UsageError(
            f"{name} has record schema {shown(version, 40)}; this version reads schemas 2 to {SCHEMA}."
        )
    if version == 2:
        data |= {"heads": [], "failures": [], "complete": True}
    if version < 5:
        data["since"] = None
    for touch in _objects(data["since"].get("pairs") if isinstance(data.get("since"), dict) else ()):
        touch.setdefault("texts", [])  # the first records of schema 5 did not tell
    base = data["base"] if isinstance(data.get("base"), dict) else {}
    for look in _objects(base.get("looks")):
        look.setdefault("machine", "")  # nor did they of this
    if version < 4:
        for pair in [*_objects(data["pairs"]), *_objects(base.get("pairs"))]:
            pair |= {"texts": [], "mistakes": []}
            for trial in _objects(pair.get("trials")):
                trial |= {"began_ns": 0, "printed": ""}
    data["schema"] = SCHEMA


def _objects(some: Any) -> list[dict[str, Any]]:
    return [one for one in some if isinstance(one, dict)] if isinstance(some, list) else []


def _check_contracts(data: dict[str, Any], name: str) -> None:
    """Nothing can be judged by a contract of another schema, nor by one that breaks it."""
    from compare.record.schemas import first_fault

    for pair in [*data["pairs"], *(data["base"] or {}).get("pairs", ())]:
        version = pair["contract"].get("schema")
        if pair["contract"] and version != CONTRACT_SCHEMA:
            raise UsageError(
                f"{name} holds the contract of {pair['id']} in schema {version}; this version judges schema "
                f"{CONTRACT_SCHEMA}. Read it with the version of Parallax that wrote it, or run compare again."
            )
        if pair["contract"] and (fault := first_fault("contract", pair["contract"])):
            raise UsageError(
                f"{name} holds a contract of {pair['id']} that is not valid: {fault}. Run compare again."
            )


def strict_json(text: str, name: str) -> Any:
    """JSON without NaN, duplicate keys or absurd depth.

    Raises:
        UsageError: naming the file and the fault.
    """

    def refuse_constant(constant: str) -> Any:
        raise ValueError(f"{constant} is not JSON")

    def refuse_duplicates(items: list[tuple[str, Any]]) -> dict[str, Any]:
        result = dict(items)
        if len(result) != len(items):
            raise ValueError("a key stands twice")
        return result

    try:
        return json.loads(text, parse_constant=refuse_constant, object_pairs_hook=refuse_duplicates)
    except RecursionError:
        raise UsageError(f"{name} is nested too deeply to be a record.") from None
    except ValueError as error:
        raise UsageError(f"{name} is not valid JSON: {error}.") from None


def _pair(data: dict[str, Any]) -> PairRecord:
    return PairRecord(
        **_tuples(PairRecord, data)
        | {
            "skips": tuple(Skip(**skip) for skip in data["skips"]),
            "warmups": tuple(Warmup(**warmup) for warmup in data["warmups"]),
            "trials": tuple(Trial(**_tuples(Trial, trial)) for trial in data["trials"]),
        }
    )


def _base(data: dict[str, Any]) -> Base:
    looks = [
        Look(**look | {"samples": tuple(tuple(sample) for sample in look["samples"])})
        for look in data["looks"]
    ]
    return Base(**data | {"pairs": tuple(map(_pair, data["pairs"])), "looks": tuple(looks)})


def since_of(data: dict[str, Any]) -> Since:
    """How the pairs stood to an earlier state, from its parsed JSON."""
    return Since(**data | {"pairs": tuple(Touch(**_tuples(Touch, one)) for one in data["pairs"])})


def _known(noun: type, data: dict[str, Any]) -> dict[str, Any]:
    names = {one.name for one in fields(noun)}
    return {key: value for key, value in data.items() if key in names}


def _tuples(noun: type, data: dict[str, Any]) -> dict[str, Any]:
    known = _known(noun, data)
    return {key: tuple(value) if isinstance(value, list) else value for key, value in known.items()}


def _validate(data: dict[str, Any], name: str) -> None:
    from compare.record.schemas import first_fault  # jsonschema costs 0.1 s: only where a file is read

    fault = first_fault("record", data)
    if fault:
        raise UsageError(f"{name} is not a valid record: {fault}.")
