// The kernels of trace_statistics.h for one type: T is its letter, SUFFIX that of the functions.
// Included twice by trace_statistics_kernels.h.

#define NUMBER JOIN(number_, T)
#define VECTOR JOIN(vector_, T)
#define MASK JOIN(mask_, T)
#define WIDTH JOIN(lanes_, T)
#define OF_TYPE(name) JOIN(name, T)
#define FUNCTION(name) JOIN(name, SUFFIX)

// The lanes of a row that start at x, of which `left` are there; zeros behind them.
VM_INLINE VECTOR FUNCTION(row)(const NUMBER *x, ptrdiff_t left) {
    if (left == 1) return (VECTOR){*x};
    return left >= WIDTH ? OF_TYPE(load_)(x) : OF_TYPE(load_part_)(x, left);
}

static void FUNCTION(add_residues)(
    NUMBER *residues, const NUMBER *samples, ptrdiff_t rows, ptrdiff_t lanes) {
    if (lanes == 1) {
        // Rows of one trace side by side: zeros and NaN add up to the same in any order.
        VECTOR residue = {0};
        for (ptrdiff_t r = 0; r < rows; r += WIDTH) {
            VECTOR v = FUNCTION(row)(samples + r, rows - r);
            residue += v - v;
        }
        for (int l = 0; l < WIDTH; l++) *residues += residue[l];
        return;
    }
    for (ptrdiff_t lane = 0; lane < lanes; lane += WIDTH) {
        VECTOR residue = OF_TYPE(load_)(residues + lane);
        const NUMBER *x = samples + lane;
        for (ptrdiff_t r = 0; r < rows; r++, x += lanes) {
            VECTOR v = FUNCTION(row)(x, lanes - lane);
            residue += v - v;
        }
        OF_TYPE(store_)(residues + lane, residue);
    }
}

static void FUNCTION(extend_extremes)(
    NUMBER *lowest, NUMBER *highest, const NUMBER *samples, ptrdiff_t rows, ptrdiff_t lanes) {
    if (lanes == 1 && rows >= WIDTH) {
        // Rows of one trace side by side. Which zero is the lowest depends on their order.
        VECTOR low = OF_TYPE(load_)(samples), high = low;
        for (ptrdiff_t r = WIDTH; r < rows; r += WIDTH) {
            VECTOR v = OF_TYPE(load_)(samples + (r + WIDTH <= rows ? r : rows - WIDTH));
            low = OF_TYPE(pick_)(v < low, v, low);
            high = OF_TYPE(pick_)(v > high, v, high);
        }
        NUMBER a = *lowest, b = *highest;
        for (int l = 0; l < WIDTH; l++) {
            a = low[l] < a ? low[l] : a;
            b = high[l] > b ? high[l] : b;
        }
        // NaN is passed over, but hides in a vector what stands at its place.
        if (a != 0 && b != 0 && !OF_TYPE(is_any_)((low != low) | (high != high))) {
            *lowest = a;
            *highest = b;
            return;
        }
    }
    for (ptrdiff_t lane = 0; lane < lanes; lane += WIDTH) {
        VECTOR low = OF_TYPE(load_)(lowest + lane), high = OF_TYPE(load_)(highest + lane);
        const NUMBER *x = samples + lane;
        for (ptrdiff_t r = 0; r < rows; r++, x += lanes) {
            VECTOR v = FUNCTION(row)(x, lanes - lane);
            low = OF_TYPE(pick_)(v < low, v, low);
            high = OF_TYPE(pick_)(v > high, v, high);
        }
        OF_TYPE(store_)(lowest + lane, low);
        OF_TYPE(store_)(highest + lane, high);
    }
}

// Complete runs of one trace, as many side by side as a vector has lanes: each is summed in the same
// way as in a lane of its own, then merged in its turn.
static void FUNCTION(add_runs)(
    double *moments, ptrdiff_t stride, double count, const NUMBER *samples, ptrdiff_t runs,
    int order) {
    enum { length = VM_TRACE_RUN };
    for (ptrdiff_t run = 0; run < runs; run += W64) {
        int there = runs - run < W64 ? (int)(runs - run) : W64;
        const NUMBER *x[W64];
        for (int l = 0; l < W64; l++) x[l] = samples + (run + (l < there ? l : 0)) * length;
        f64v first, s1 = {0}, s2 = {0}, s3 = {0}, s4 = {0};
        for (int l = 0; l < W64; l++) first[l] = x[l][0];
        for (ptrdiff_t r = 0; r < length; r++) {
            f64v wide;
            for (int l = 0; l < W64; l++) wide[l] = x[l][r];
            f64v d = wide - first;
            s1 += d;
            if (order >= 2) s2 = fma_d(d, d, s2);
            if (order > 2) {
                f64v square = d * d;
                s3 = fma_d(square, d, s3);
                s4 = fma_d(square, square, s4);
            }
        }
        for (int l = 0; l < there; l++, count += length)
            merge_lanes(
                moments, stride, count, length, all_d(first[l]), all_d(s1[l]), all_d(s2[l]),
                all_d(s3[l]), all_d(s4[l]), order);
    }
}

enum { FUNCTION(halves) = sizeof(VECTOR) / sizeof(NUMBER) / W64 };

VM_INLINE void FUNCTION(add_powers_to)(
    const int order, double *sums, ptrdiff_t stride, const NUMBER *samples, ptrdiff_t rows,
    ptrdiff_t lanes, int begins) {
    enum { halves = FUNCTION(halves) };
    for (ptrdiff_t lane = 0; lane < lanes; lane += WIDTH) {
        const NUMBER *x = samples + lane;
        f64v first[halves], sum[halves][5];
        if (begins) {
            OF_TYPE(widen_all_)(first, FUNCTION(row)(x, lanes - lane));
            memset(sum, 0, sizeof sum);
        } else {
            for (int h = 0; h < halves; h++) {
                first[h] = load_d(sums + lane + h * W64);
                for (int p = 1; p <= order; p++)
                    sum[h][p] = load_d(sums + p * stride + lane + h * W64);
            }
        }
        for (ptrdiff_t r = 0; r < rows; r++, x += lanes) {
            f64v wide[halves];
            OF_TYPE(widen_all_)(wide, FUNCTION(row)(x, lanes - lane));
            for (int h = 0; h < halves; h++) {
                f64v d = wide[h] - first[h];
                sum[h][1] += d;
                if (order >= 2) sum[h][2] = fma_d(d, d, sum[h][2]);
                if (order > 2) {
                    f64v square = d * d;
                    sum[h][3] = fma_d(square, d, sum[h][3]);
                    sum[h][4] = fma_d(square, square, sum[h][4]);
                }
            }
        }
        for (int h = 0; h < halves; h++) {
            store_d(sums + lane + h * W64, first[h]);
            for (int p = 1; p <= order; p++)
                store_d(sums + p * stride + lane + h * W64, sum[h][p]);
        }
    }
}

static void FUNCTION(add_powers)(
    double *sums, ptrdiff_t stride, const NUMBER *samples, ptrdiff_t rows, ptrdiff_t lanes,
    int order, int begins) {
    switch (order) {
    case 1: FUNCTION(add_powers_to)(1, sums, stride, samples, rows, lanes, begins); break;
    case 2: FUNCTION(add_powers_to)(2, sums, stride, samples, rows, lanes, begins); break;
    default: FUNCTION(add_powers_to)(4, sums, stride, samples, rows, lanes, begins);
    }
}

// The highest of x and of these lanes of all rows, so that quiet lanes need no closer look; −∞ in
// lanes that are not there.
VM_INLINE VECTOR FUNCTION(highest_row)(
    VECTOR highest, const NUMBER *x, ptrdiff_t rows, ptrdiff_t lanes, ptrdiff_t left) {
    const VECTOR nothing = OF_TYPE(all_)(-__builtin_inff());
    if (lanes == 1) {
        VECTOR all = nothing;
        ptrdiff_t r = 0;
        for (; r + WIDTH <= rows; r += WIDTH) {
            VECTOR v = OF_TYPE(load_)(x + r);
            all = OF_TYPE(pick_)(v > all, v, all);
        }
        NUMBER top = highest[0];
        for (; r < rows; r++) top = x[r] > top ? x[r] : top;
        for (int l = 0; l < WIDTH; l++) top = all[l] > top ? all[l] : top;
        VECTOR result = nothing;
        result[0] = top;
        return result;
    }
    for (ptrdiff_t r = 0; r < rows; r++, x += lanes) {
        VECTOR v = FUNCTION(row)(x, left);
        highest = OF_TYPE(pick_)(v > highest, v, highest);
    }
    for (ptrdiff_t l = left; l < WIDTH; l++) highest[l] = nothing[0];
    return highest;
}

VM_INLINE void FUNCTION(count_downstrokes_of_run)(
    int32_t *counts, int32_t *marks, NUMBER *last, int32_t *rising, const NUMBER *samples,
    ptrdiff_t rows, ptrdiff_t lanes, NUMBER level, int32_t first, int32_t dead) {
    for (ptrdiff_t lane = 0; lane < lanes; lane += WIDTH) {
        const NUMBER *x = samples + lane;
        ptrdiff_t left = lanes - lane;
        VECTOR before = OF_TYPE(load_)(last + lane);
        MASK rises = OF_TYPE(load_int_)(rising + lane);
        if (OF_TYPE(is_any_)(FUNCTION(highest_row)(before, x, rows, lanes, left) > level)) {
            MASK count = OF_TYPE(load_int_)(counts + lane), mark = OF_TYPE(load_int_)(marks + lane);
            for (ptrdiff_t r = 0; r < rows; r++, x += lanes) {
                VECTOR v = FUNCTION(row)(x, left);
                MASK falls = rises & (v < before);
                MASK place = (MASK){0} + (first + (int32_t)r - 2);
                count -= falls & (place - mark > dead);
                mark = (falls & place) | (~falls & mark);
                rises = (before > level) & (v >= before);
                before = v;
            }
            OF_TYPE(store_int_)(counts + lane, count);
            OF_TYPE(store_int_)(marks + lane, mark);
        } else {
            rises = (MASK){0};
            before = FUNCTION(row)(x + (rows - 1) * lanes, left);
        }
        OF_TYPE(store_)(last + lane, before);
        OF_TYPE(store_int_)(rising + lane, rises);
    }
}

// A run at a time, as those without a spike need no closer look.
static void FUNCTION(count_downstrokes)(
    int32_t *counts, int32_t *marks, NUMBER *last, int32_t *rising, const NUMBER *samples,
    ptrdiff_t rows, ptrdiff_t lanes, NUMBER level, int32_t first, int32_t dead) {
    for (ptrdiff_t r = 0; r < rows; r += VM_TRACE_RUN)
        FUNCTION(count_downstrokes_of_run)(
            counts, marks, last, rising, samples + r * lanes,
            rows - r < VM_TRACE_RUN ? rows - r : VM_TRACE_RUN, lanes, level, first + (int32_t)r,
            dead);
}

VM_INLINE ptrdiff_t FUNCTION(find_peaks_of_run)(
    vm_peak *peaks, int32_t *phases, NUMBER *highest, int32_t *places, const NUMBER *samples,
    ptrdiff_t rows, ptrdiff_t lanes, NUMBER threshold, int32_t first) {
    ptrdiff_t count = 0;
    for (ptrdiff_t lane = 0; lane < lanes; lane += WIDTH) {
        const NUMBER *x = samples + lane;
        ptrdiff_t left = lanes - lane;
        MASK phase = OF_TYPE(load_int_)(phases + lane);
        MASK armed = phase >= 1, inside = phase >= 2;
        VECTOR lowest = OF_TYPE(all_)(-__builtin_inff());
        if (!OF_TYPE(is_any_)(
                inside | (FUNCTION(highest_row)(lowest, x, rows, lanes, left) >= threshold))) {
            OF_TYPE(store_int_)(phases + lane, (MASK){0} + 1);
            continue;
        }
        VECTOR high = OF_TYPE(load_)(highest + lane);
        MASK place = OF_TYPE(load_int_)(places + lane);
        for (ptrdiff_t r = 0; r < rows; r++, x += lanes) {
            VECTOR v = FUNCTION(row)(x, left);
            MASK above = v >= threshold, ends = inside & ~above;
            if (OF_TYPE(is_any_)(ends)) {
                for (int l = 0; l < WIDTH && l < left; l++)
                    if (ends[l])
                        peaks[count++] = (vm_peak){
                            (int32_t)lane + l, (int32_t)place[l], (double)high[l]};
            }
            MASK begins = above & armed & ~inside;
            MASK raises = begins | (inside & above & (v > high));
            high = OF_TYPE(pick_)(raises, v, high);
            place = (raises & ((MASK){0} + (first + (int32_t)r))) | (~raises & place);
            inside = above & (inside | begins);
            armed |= ~above;
        }
        OF_TYPE(store_int_)(phases + lane, -(armed + inside));
        OF_TYPE(store_)(highest + lane, high);
        OF_TYPE(store_int_)(places + lane, place);
    }
    return count;
}

static ptrdiff_t FUNCTION(find_peaks)(
    vm_peak *peaks, int32_t *phases, NUMBER *highest, int32_t *places, const NUMBER *samples,
    ptrdiff_t rows, ptrdiff_t lanes, NUMBER threshold, int32_t first) {
    ptrdiff_t count = 0;
    for (ptrdiff_t r = 0; r < rows; r += VM_TRACE_RUN)
        count += FUNCTION(find_peaks_of_run)(
            peaks + count, phases, highest, places, samples + r * lanes,
            rows - r < VM_TRACE_RUN ? rows - r : VM_TRACE_RUN, lanes, threshold,
            first + (int32_t)r);
    return count;
}

#undef NUMBER
#undef VECTOR
#undef MASK
#undef WIDTH
#undef OF_TYPE
#undef FUNCTION
