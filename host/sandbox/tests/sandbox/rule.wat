;; A rule that reads an age and decides two things by the function `$decide`: whether somebody is an adult (0 or 1), and an
;; amount in cents. Tests fill in what stands between braces: what ASSESS and DECIDE do first, how many FLAGS the answer has,
;; and whether somebody is an adult in what is EXPLAINED.
(component
  (import "wasi:io/poll@0.2.6" (instance $poll
    (export "pollable" (type $pollable (sub resource)))
    (export "[method]pollable.block" (func (param "self" (borrow $pollable))))))
  (alias export $poll "pollable" (type $pollable))
  (import "wasi:clocks/monotonic-clock@0.2.6" (instance $stopwatch
    (alias outer 1 $pollable (type $pollable-is))
    (export "pollable" (type $pollable (eq $pollable-is)))
    (export "now" (func (result u64)))
    (export "subscribe-duration" (func (param "when" u64) (result (own $pollable))))))
  (import "wasi:clocks/wall-clock@0.2.6" (instance $calendar
    (type $datetime-is (record (field "seconds" u64) (field "nanoseconds" u32)))
    (export "datetime" (type $datetime (eq $datetime-is)))
    (export "now" (func (result $datetime)))))
  (import "wasi:random/random@0.2.6" (instance $random (export "get-random-u64" (func (result u64)))))

  (core module $memory-module
    (memory (export "memory") 1)
    (global $free (mut i32) (i32.const 4096))
    ;; Hands out memory and never takes it back.
    (func (export "realloc") (param i32 i32 i32 i32) (result i32)
      (local $at i32) (local $end i32)
      (local.set $at (i32.and (i32.add (global.get $free) (i32.const 7)) (i32.const -8)))
      (local.set $end (i32.add (local.get $at) (local.get 3)))
      (if (i32.gt_u (local.get $end) (i32.shl (memory.size) (i32.const 16)))
        (then (drop (memory.grow (i32.add (i32.const 1)
          (i32.shr_u (i32.sub (local.get $end) (i32.shl (memory.size) (i32.const 16))) (i32.const 16)))))))
      (global.set $free (local.get $end))
      (local.get $at)))
  (core instance $memory-instance (instantiate $memory-module))
  (core func $stopwatch-now (canon lower (func $stopwatch "now")))
  (core func $stopwatch-subscribe (canon lower (func $stopwatch "subscribe-duration")))
  (core func $poll-block (canon lower (func $poll "[method]pollable.block")))
  (core func $calendar-now
    (canon lower (func $calendar "now") (memory (core memory $memory-instance "memory"))))
  (core func $random-u64 (canon lower (func $random "get-random-u64")))

  (core module $rule-module
    (import "host" "stopwatch" (func $stopwatch (result i64)))
    (import "host" "moment" (func $moment (param i64) (result i32)))
    (import "host" "wait" (func $wait (param i32)))
    (import "host" "calendar" (func $calendar (param i32)))
    (import "host" "random" (func $random (result i64)))
    (import "memory" "memory" (memory 1))
    (import "memory" "realloc" (func $realloc (param i32 i32 i32 i32) (result i32)))
    (data (i32.const 1024) "small" "0.1.0" "person.age" "adult" "seen" "I do not know")
    ;; The description: name, version, fields, decisions, parameters.
    (data (i32.const 64)
      "\00\04\00\00\05\00\00\00" "\05\04\00\00\05\00\00\00"
      "\80\00\00\00\01\00\00\00" "\a0\00\00\00\02\00\00\00" "\00\00\00\00\00\00\00\00")
    (data (i32.const 128) "\0a\04\00\00\0a\00\00\00\01\00\00\00")
    (data (i32.const 160) "\14\04\00\00\05\00\00\00\00\00\00\00" "\19\04\00\00\04\00\00\00\02\00\00\00")
    (func (export "describe") (result i32) (i32.const 64))

    (func $decide (param $age i32) (param $row i32) (result i32 i64)
      {DECIDE}
      (i32.ge_s (local.get $age) (i32.const 18))
      (i64.const 0))

    ;; The answer is at 512: two columns at 544 and 564.
    (func $assess (export "assess") (param $rows i32) (param $columns i32) (param i32 i32 i32) (result i32)
      (local $row i32) (local $ages i32) (local $flags i32) (local $amounts i32) (local $adult i32) (local $amount i64)
      {ASSESS}
      (local.set $ages (i32.load offset=4 (local.get $columns)))
      (local.set $flags (call $realloc (i32.const 0) (i32.const 0) (i32.const 8) (local.get $rows)))
      (local.set $amounts
        (call $realloc (i32.const 0) (i32.const 0) (i32.const 8) (i32.shl (local.get $rows) (i32.const 3))))
      (i32.store8 (i32.const 512) (i32.const 0))
      (i32.store (i32.const 516) (i32.const 544))
      (i32.store (i32.const 520) (i32.const 2))
      (i32.store8 (i32.const 544) (i32.const 0))
      (i32.store (i32.const 548) (local.get $flags))
      (i32.store (i32.const 552) {FLAGS})
      (i32.store8 (i32.const 564) (i32.const 2))
      (i32.store (i32.const 568) (local.get $amounts))
      (i32.store (i32.const 572) (local.get $rows))
      (block $done
        (loop $next
          (br_if $done (i32.ge_u (local.get $row) (local.get $rows)))
          (call $decide
            (i32.load (i32.add (local.get $ages) (i32.shl (local.get $row) (i32.const 2)))) (local.get $row))
          (local.set $amount)
          (local.set $adult)
          (i32.store8 (i32.add (local.get $flags) (local.get $row)) (local.get $adult))
          (i64.store (i32.add (local.get $amounts) (i32.shl (local.get $row) (i32.const 3))) (local.get $amount))
          (local.set $row (i32.add (local.get $row) (i32.const 1)))
          (br $next)))
      (i32.const 512))

    ;; The explanation is at 640: two decisions at 768, and no steps.
    (func (export "explain") (param i32 i32 i32 i32) (result i32)
      (i32.store (i32.const 648) (i32.const 768))
      (i32.store (i32.const 652) (i32.const 2))
      (i32.store8 (i32.const 768) (i32.const 1))
      (i32.store8 (i32.const 776) {EXPLAINED})
      (i32.store8 (i32.const 784) (i32.const 3))
      (i32.const 644)))
  (core instance $core (instantiate $rule-module
    (with "memory" (instance $memory-instance))
    (with "host" (instance
      (export "stopwatch" (func $stopwatch-now))
      (export "moment" (func $stopwatch-subscribe))
      (export "wait" (func $poll-block))
      (export "calendar" (func $calendar-now))
      (export "random" (func $random-u64))))))

  (type $kind (enum "flag" "whole" "amount" "code" "date" "share"))
  (type $values (variant
    (case "flags" (list u8)) (case "wholes" (list s32)) (case "amounts" (list s64))
    (case "codes" (list u32)) (case "dates" (list s32)) (case "shares" (list s32))))
  (type $column (record (field "values" $values) (field "present" (list u8))))
  (type $value (variant
    (case "absent") (case "flag" bool) (case "whole" s32) (case "amount" s64)
    (case "code" u32) (case "date" s32) (case "share" s32)))
  (type $text (record (field "nl" string) (field "en" string)))
  (type $field-use (record (field "name" string) (field "kind" $kind) (field "optional" bool)))
  (type $named-kind (record (field "name" string) (field "kind" $kind)))
  (type $description (record
    (field "name" string) (field "version" string) (field "fields" (list $field-use))
    (field "decisions" (list $named-kind)) (field "parameters" (list $named-kind))))
  (type $fact (record (field "title" $text) (field "value" $value)))
  (type $step (record
    (field "rule" string) (field "title" $text) (field "inputs" (list $fact)) (field "outcome" $fact)
    (field "article" string)))
  (type $explanation (record (field "decisions" (list $value)) (field "steps" (list $step))))
  (type $failure (record (field "row" (option u32)) (field "message" string)))

  (func $describe (result $description)
    (canon lift (core func $core "describe") (memory (core memory $memory-instance "memory"))))
  (func $assess
    (param "rows" u32) (param "columns" (list $column)) (param "parameters" (list $value))
    (result (result (list $column) (error $failure)))
    (canon lift (core func $core "assess")
      (memory (core memory $memory-instance "memory")) (realloc (core func $memory-instance "realloc"))))
  (func $explain
    (param "citizen" (list $value)) (param "parameters" (list $value))
    (result (result $explanation (error $failure)))
    (canon lift (core func $core "explain")
      (memory (core memory $memory-instance "memory")) (realloc (core func $memory-instance "realloc"))))
  (instance $rule
    (export "kind" (type $kind)) (export "values" (type $values)) (export "column" (type $column))
    (export "value" (type $value)) (export "text" (type $text)) (export "field-use" (type $field-use))
    (export "named-kind" (type $named-kind)) (export "description" (type $description))
    (export "fact" (type $fact)) (export "step" (type $step)) (export "explanation" (type $explanation))
    (export "failure" (type $failure))
    (export "describe" (func $describe)) (export "assess" (func $assess)) (export "explain" (func $explain)))
  (export "fieldlab:lab/assessment@0.1.0" (instance $rule)))
