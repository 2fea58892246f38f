;; Weighted sums of pixels, sixteen bytes or one pixel at a time: the inner loops of smooth-resize.ts.
;; Weights are whole numbers of 22 bits behind the point; sums begin with a half, so that they round.
;; Reads and writes up to fifteen bytes past the end of what they are given; the memory has room for that.
(module
  (memory (export "memory") 1)

  ;; Along rows: each of $rows lines of $line bytes becomes $size pixels.
  (func (export "across")
    (param $in i32) (param $rows i32) (param $line i32) (param $size i32)
    (param $first i32) (param $count i32) (param $weights i32) (param $most i32) (param $out i32)
    (local $x i32) (local $k i32) (local $pixel i32) (local $weight i32) (local $sum v128)
    (block $done
      (loop $row
        (br_if $done (i32.eqz (local.get $rows)))
        (local.set $x (i32.const 0))
        (loop $column
          (local.set $sum (v128.const i32x4 2097152 2097152 2097152 2097152))
          (local.set $pixel
            (i32.add (local.get $in)
              (i32.mul (i32.load (i32.add (local.get $first) (i32.shl (local.get $x) (i32.const 2)))) (i32.const 3))))
          (local.set $weight
            (i32.add (local.get $weights)
              (i32.shl (i32.mul (local.get $x) (local.get $most)) (i32.const 2))))
          (local.set $k (i32.load (i32.add (local.get $count) (i32.shl (local.get $x) (i32.const 2)))))
          (loop $tap
            (local.set $sum
              (i32x4.add (local.get $sum)
                (i32x4.mul
                  (i32x4.extend_low_i16x8_u (i16x8.extend_low_i8x16_u (v128.load32_zero (local.get $pixel))))
                  (v128.load32_splat (local.get $weight)))))
            (local.set $pixel (i32.add (local.get $pixel) (i32.const 3)))
            (local.set $weight (i32.add (local.get $weight) (i32.const 4)))
            (br_if $tap (local.tee $k (i32.sub (local.get $k) (i32.const 1)))))
          (local.set $sum (i32x4.shr_s (local.get $sum) (i32.const 22)))
          (local.set $sum (i16x8.narrow_i32x4_s (local.get $sum) (local.get $sum)))
          (v128.store32_lane 0 (local.get $out) (i8x16.narrow_i16x8_u (local.get $sum) (local.get $sum)))
          (local.set $out (i32.add (local.get $out) (i32.const 3)))
          (br_if $column
            (i32.lt_u (local.tee $x (i32.add (local.get $x) (i32.const 1))) (local.get $size))))
        (local.set $in (i32.add (local.get $in) (local.get $line)))
        (local.set $rows (i32.sub (local.get $rows) (i32.const 1)))
        (br $row))))

  ;; Along columns: $size lines of $line bytes out of those at $in, whose first is row $top.
  (func (export "down")
    (param $in i32) (param $line i32) (param $size i32) (param $top i32)
    (param $first i32) (param $count i32) (param $weights i32) (param $most i32) (param $out i32)
    (local $i i32) (local $k i32) (local $from i32) (local $start i32) (local $weight i32) (local $split v128)
    (local $bytes v128) (local $low v128) (local $high v128)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (block $done
      (loop $row
        (br_if $done (i32.eqz (local.get $size)))
        (local.set $start
          (i32.add (local.get $in)
            (i32.mul (i32.sub (i32.load (local.get $first)) (local.get $top)) (local.get $line))))
        (local.set $i (i32.const 0))
        (loop $sixteen
          (local.set $a (v128.const i32x4 2097152 2097152 2097152 2097152))
          (local.set $b (local.get $a))
          (local.set $c (local.get $a))
          (local.set $d (local.get $a))
          (local.set $from (i32.add (local.get $start) (local.get $i)))
          (local.set $weight (local.get $weights))
          (local.set $k (i32.load (local.get $count)))
          (loop $tap
            (local.set $bytes (v128.load (local.get $from)))
            (local.set $split (v128.load32_splat (local.get $weight)))
            (local.set $low (i16x8.extend_low_i8x16_u (local.get $bytes)))
            (local.set $high (i16x8.extend_high_i8x16_u (local.get $bytes)))
            (local.set $a (i32x4.add (local.get $a)
              (i32x4.mul (i32x4.extend_low_i16x8_u (local.get $low)) (local.get $split))))
            (local.set $b (i32x4.add (local.get $b)
              (i32x4.mul (i32x4.extend_high_i16x8_u (local.get $low)) (local.get $split))))
            (local.set $c (i32x4.add (local.get $c)
              (i32x4.mul (i32x4.extend_low_i16x8_u (local.get $high)) (local.get $split))))
            (local.set $d (i32x4.add (local.get $d)
              (i32x4.mul (i32x4.extend_high_i16x8_u (local.get $high)) (local.get $split))))
            (local.set $from (i32.add (local.get $from) (local.get $line)))
            (local.set $weight (i32.add (local.get $weight) (i32.const 4)))
            (br_if $tap (local.tee $k (i32.sub (local.get $k) (i32.const 1)))))
          (v128.store (i32.add (local.get $out) (local.get $i))
            (i8x16.narrow_i16x8_u
              (i16x8.narrow_i32x4_s
                (i32x4.shr_s (local.get $a) (i32.const 22)) (i32x4.shr_s (local.get $b) (i32.const 22)))
              (i16x8.narrow_i32x4_s
                (i32x4.shr_s (local.get $c) (i32.const 22)) (i32x4.shr_s (local.get $d) (i32.const 22)))))
          (br_if $sixteen
            (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 16))) (local.get $line))))
        (local.set $first (i32.add (local.get $first) (i32.const 4)))
        (local.set $count (i32.add (local.get $count) (i32.const 4)))
        (local.set $weights (i32.add (local.get $weights) (i32.shl (local.get $most) (i32.const 2))))
        (local.set $out (i32.add (local.get $out) (local.get $line)))
        (local.set $size (i32.sub (local.get $size) (i32.const 1)))
        (br $row)))))
