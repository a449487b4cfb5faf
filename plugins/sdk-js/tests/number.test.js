import assert from "node:assert/strict";
import { test } from "node:test";

import { bytesOf, readPairs, textOf, writePairs } from "../src/encoding.js";
import { dayAfter1970, dayOf, daysSince1970, readAmount, readMonth, readWhole, showAmount, showDate, showShare, showWhole } from "../src/number.js";

test("amounts are read as people in the Netherlands write them", () => {
  const read = {
    "1.234,56": 123_456,
    "1234,56": 123_456,
    "€ 1.234": 123_400,
    "1 234,5": 123_450,
    "12.50": 1_250,
    "690,4": 69_040,
    "0": 0,
    "1.234.567,89": 123_456_789,
    "12,-": 1_200,
    "-5": -500,
    "−5": -500,
  };
  for (const [written, cents] of Object.entries(read)) assert.equal(readAmount(written), cents, written);
  const refused = ["", "veel", "1,234", "1.23.45", "1,2,3", "12.345.6", ",50", "1e5", "1,234.56", "€", "12,", "9999999999999999", "999999999999999", "١٢"];
  for (const written of refused) assert.equal(readAmount(written), null, written);
});

test("numbers are shown as the language writes them", () => {
  assert.equal(showAmount(123_456, "nl"), "€\u{a0}1.234,56");
  assert.equal(showAmount(-123_405, "en"), "-€1,234.05");
  assert.equal(showAmount(100_000_000, "nl"), "€\u{a0}1.000.000");
  assert.equal(showShare(137_300, "nl"), "13,73%");
  assert.equal(showShare(250_000, "en"), "25%");
  assert.equal(showShare(-3_000, "en"), "-0.30%");
  assert.deepEqual([showWhole(-1_234, "en"), showWhole(12, "nl"), showWhole(1_234_567, "nl")], ["-1,234", "12", "1.234.567"]);
  assert.deepEqual(["1.234", "-3", "1,5", "1.23"].map(readWhole), [1234, -3, null, null]);
});

test("days exist or not", () => {
  assert.deepEqual([dayOf(1970, 1, 1), daysSince1970("2026-01-01"), dayAfter1970(19_783)], ["1970-01-01", 20_454, "2024-03-01"]);
  for (const [year, month, date] of [[2023, 2, 29], [2024, 4, 31], [2024, 13, 1], [2024, 0, 1], [2024, 1, 0], [24, 1, 1]]) {
    assert.equal(dayOf(year, month, date), null, `${year}-${month}-${date}`);
  }
  for (let days = -60_000; days < 60_000; days += 7) assert.equal(daysSince1970(dayAfter1970(days)), days);
  assert.equal(showDate("2024-03-01", "nl"), "1 maart 2024");
  assert.deepEqual(["9", "Sep", "mrt", "march", "x"].map(readMonth), [9, 9, 3, 3, null]);
});

test("forms are read as browsers write them", () => {
  const read = {
    "a=1&b=twee+woorden": [["a", "1"], ["b", "twee woorden"]],
    "naam=Ren%C3%A9e&naam=Bo": [["naam", "Renée"], ["naam", "Bo"]],
    "a&b=&=c&&": [["a", ""], ["b", ""], ["", "c"]],
    "a=1%2B1%3D2": [["a", "1+1=2"]],
    "a=100%&b=%zz": [["a", "100%"], ["b", "%zz"]],
    "": [],
  };
  for (const [written, pairs] of Object.entries(read)) assert.deepEqual(readPairs(written), pairs, written);
  assert.equal(readPairs("a=%ff"), null, "it is not UTF-8");
  assert.equal(readPairs("a&".repeat(501)), null, "it has too many pairs");
  const pairs = [["naam", 'Renée & Bo; "x"'], ["leeg", ""], ["som", "1+1=2\r\n"]];
  assert.match(writePairs(pairs), /^[!-~]*$/);
  assert.deepEqual(readPairs(writePairs(pairs)), pairs);
});

test("text and bytes are as the platform has them", () => {
  for (const plain of ["", "abc", "100% é € 😀 %41", "half \ud800 pair", "x".repeat(10_000)]) {
    assert.deepEqual(bytesOf(plain), new TextEncoder().encode(plain));
    assert.equal(textOf(bytesOf(plain)), plain.toWellFormed());
  }
  assert.equal(textOf(new Uint8Array([0xff])), null);
});
