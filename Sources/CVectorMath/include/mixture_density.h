#ifndef NEUROSBI_MIXTURE_DENSITY_H
#define NEUROSBI_MIXTURE_DENSITY_H

#include <stddef.h>
#include <stdint.h>

/* Fused kernels for training a mixture-density network.
 *
 * Layout: `[rows × stride]` with samples as lanes, that is row r of sample i lies at
 * r * stride + i. The stride is a multiple of VM_LANE_ALIGNMENT, and lanes between the batch and
 * the next multiple of VM_LANE_ALIGNMENT are computed and ignored, so they must be readable.
 * Priorities: range (no overflow for any finite network output), then speed, then digits
 * (a few units in the last place of each function). Every function runs the widest instructions
 * that the processor has; results may differ in the last digits between instruction sets. */

#ifdef __cplusplus
extern "C" {
#endif

/* The stride of a batch is a multiple of this many entries. */
#define VM_LANE_ALIGNMENT 16

enum vm_activation { VM_RELU = 0, VM_TANH = 1, VM_SILU = 2, VM_LINEAR = 3 };

/* Makes this thread treat subnormal numbers as zeros and returns its previous state, or gives a
 * state back. Components of negligible weight have subnormal gradients, whose arithmetic is many
 * times slower and changes nothing. */
uint64_t vm_begin_flushing_subnormals(void);
void vm_end_flushing_subnormals(uint64_t state);

/* result[c * stride + i] = table[rows[i] * columns + c] for c < columns, i < count; the lanes up to
 * the next multiple of VM_LANE_ALIGNMENT repeat the last sample. count is at least 1. */
void vm_gather_columns_f32(float *result, ptrdiff_t stride, const float *table, ptrdiff_t columns,
                           const int32_t *rows, ptrdiff_t count);
void vm_gather_columns_f64(double *result, ptrdiff_t stride, const double *table,
                           ptrdiff_t columns, const int32_t *rows, ptrdiff_t count);

/* result = activation(x); result may not alias x. */
void vm_activate_f32(int activation, float *result, const float *x, ptrdiff_t count);
void vm_activate_f64(int activation, double *result, const double *x, ptrdiff_t count);

/* gradient *= activation'(x), given result = activation(x). */
void vm_activation_gradient_f32(int activation, float *gradient, const float *x,
                                const float *result, ptrdiff_t count);
void vm_activation_gradient_f64(int activation, double *gradient, const double *x,
                                const double *result, ptrdiff_t count);

/* The entries of scratch that vm_mixture_* needs. */
ptrdiff_t vm_mixture_scratch_count(int components, int dimension);

/* Log density of a Gaussian mixture with full covariances for every sample.
 *
 * output: [components·(1 + d + d + d(d−1)/2) × stride], in this order of rows: logits [K], means
 * [K × d], s [K × d] with log Lᵢᵢ = 8·tanh(s/8), and the entries of the precision factor below the
 * diagonal [K × d(d−1)/2], row after row. targets: [d × stride]. log_density: [lanes], without the
 * −d/2·log 2π. */
void vm_mixture_log_density_f32(float *log_density, const float *output, const float *targets,
                                ptrdiff_t stride, ptrdiff_t lanes, int components, int dimension,
                                float *scratch);
void vm_mixture_log_density_f64(double *log_density, const double *output, const double *targets,
                                ptrdiff_t stride, ptrdiff_t lanes, int components, int dimension,
                                double *scratch);

/* The same, and replaces output by scale · ∂ log density / ∂ output. */
void vm_mixture_gradient_f32(float *log_density, float *output, const float *targets,
                             ptrdiff_t stride, ptrdiff_t lanes, int components, int dimension,
                             float scale, float *scratch);
void vm_mixture_gradient_f64(double *log_density, double *output, const double *targets,
                             ptrdiff_t stride, ptrdiff_t lanes, int components, int dimension,
                             double scale, double *scratch);

/* Log density of a one-dimensional Gaussian mixture cut off at two bounds and normalised between
 * them, for every sample.
 *
 * output: [3·components × stride]: logits, means, s with log L = 8·tanh(s/8). targets:
 * [3 × stride]: the value, which must lie between the bounds, the lower and the upper bound.
 * Relative error of the normalisation 1e-15 in double and 1e-7 in single
 * precision of the tails that it is a difference of. log_density: [lanes], without the
 * −½·log 2π. */
void vm_bounded_mixture_log_density_f32(float *log_density, const float *output,
                                        const float *targets, ptrdiff_t stride, ptrdiff_t lanes,
                                        int components, float *scratch);
void vm_bounded_mixture_log_density_f64(double *log_density, const double *output,
                                        const double *targets, ptrdiff_t stride, ptrdiff_t lanes,
                                        int components, double *scratch);

/* The same, and replaces output by scale · ∂ log density / ∂ output. */
void vm_bounded_mixture_gradient_f32(float *log_density, float *output, const float *targets,
                                     ptrdiff_t stride, ptrdiff_t lanes, int components,
                                     float scale, float *scratch);
void vm_bounded_mixture_gradient_f64(double *log_density, double *output, const double *targets,
                                     ptrdiff_t stride, ptrdiff_t lanes, int components,
                                     double scale, double *scratch);

/* One layer of a network in training: result = f(W·x + b), and slope = f'(W·x + b) for the way back.
 *
 * weights: [outputs × (inputs + 1)] with the bias b as the last column. x: [inputs × stride]; result
 * and slope: [outputs × stride]. VM_LINEAR has no slope, which may be NULL then. With is_residual
 * (equally many inputs and outputs) the result is x + f(W·x + b). Whole vectors of lanes are written;
 * the numbers of a sample depend neither on how many there are nor on its neighbours. */
void vm_layer_forward_f32(float *result, float *slope, ptrdiff_t stride, ptrdiff_t lanes,
                          const float *weights, ptrdiff_t outputs, ptrdiff_t inputs,
                          const float *x, int activation, int is_residual);
void vm_layer_forward_f64(double *result, double *slope, ptrdiff_t stride, ptrdiff_t lanes,
                          const double *weights, ptrdiff_t outputs, ptrdiff_t inputs,
                          const double *x, int activation, int is_residual);

/* The way back through such a layer to the sums of the layer before: result = whole·slope with
 * whole = passed + Wᵀ·gradient.
 *
 * gradient: [outputs × stride], with respect to W·x + b. slope: [inputs × stride], of the layer
 * before. passed: NULL, or where the layer is residual the gradient with respect to its result.
 * whole: NULL, or takes the gradient with respect to x. */
void vm_layer_backward_f32(float *result, float *whole, ptrdiff_t stride, ptrdiff_t lanes,
                           const float *weights, ptrdiff_t outputs, ptrdiff_t inputs,
                           const float *gradient, const float *slope, const float *passed);
void vm_layer_backward_f64(double *result, double *whole, ptrdiff_t stride, ptrdiff_t lanes,
                           const double *weights, ptrdiff_t outputs, ptrdiff_t inputs,
                           const double *gradient, const double *slope, const double *passed);

/* The entries of scratch that vm_network_* needs. */
ptrdiff_t vm_network_scratch_count(const int32_t *widths, int layers);

/* Runs a network on samples of which some leading inputs are the same.
 *
 * widths: [layers + 1], from all inputs to the outputs. weights: layer after layer, each
 * [outputs × (inputs + 1)] with the bias as the last column. skipped: the leading inputs that are the
 * same; first_bias [widths[1]] is what they and the bias of the first layer add up to, see
 * vm_first_bias_*. x: the other inputs, [(widths[0] − skipped) × stride]; output:
 * [widths[layers] × stride]. With is_residual a hidden layer after the first adds what enters it to
 * its result where both are equally wide. The numbers of a sample depend neither on how many there
 * are nor on its neighbours. */
void vm_network_f32(float *output, const float *x, ptrdiff_t stride, ptrdiff_t lanes,
                    const float *weights, const float *first_bias, const int32_t *widths,
                    int layers, int skipped, int activation, int is_residual, float *scratch);
void vm_network_f64(double *output, const double *x, ptrdiff_t stride, ptrdiff_t lanes,
                    const double *weights, const double *first_bias, const int32_t *widths,
                    int layers, int skipped, int activation, int is_residual, double *scratch);

/* result[r] = weights[r][inputs] + Σ weights[r][k]·x[k] over k < used; weights:
 * [outputs × (inputs + 1)]. */
void vm_first_bias_f32(float *result, const float *weights, ptrdiff_t outputs, ptrdiff_t inputs,
                       ptrdiff_t used, const float *x);
void vm_first_bias_f64(double *result, const double *weights, ptrdiff_t outputs, ptrdiff_t inputs,
                       ptrdiff_t used, const double *x);

/* log p, log P and log(1 − P) of a one-dimensional Gaussian mixture with the cumulative distribution
 * P, which may be cut off at two bounds, for every sample.
 *
 * output: as above. targets: [3 × stride]: the value, between the bounds, and where there are some
 * the lower and the upper one; else [1 × stride]. terms: [3 × stride], log p with the −½·log 2π.
 * P and 1 − P are each accurate where they are small, to 1e-15 in double and 1e-7 in single precision
 * of the masses that they are differences of, and add up to 1. */
void vm_mixture_terms_f32(float *terms, const float *output, const float *targets,
                          ptrdiff_t stride, ptrdiff_t lanes, int components, int is_bounded,
                          float *scratch);
void vm_mixture_terms_f64(double *terms, const double *output, const double *targets,
                          ptrdiff_t stride, ptrdiff_t lanes, int components, int is_bounded,
                          double *scratch);

/* Adds log f to result [lanes], f = g·((1 − π) + π·6·G·(1 − G)) with g = Σ exp(log_share)·p·exp(shift)
 * and G likewise of P, over the networks of a pool; π is median_share, terms are those of
 * vm_mixture_terms_* [networks × 3 × stride]. */
void vm_pool_log_density_f32(double *result, const float *terms, const double *log_shares,
                             const double *shifts, int networks, ptrdiff_t stride,
                             ptrdiff_t lanes, double median_share);
void vm_pool_log_density_f64(double *result, const double *terms, const double *log_shares,
                             const double *shifts, int networks, ptrdiff_t stride,
                             ptrdiff_t lanes, double median_share);

/* Φ⁻¹ of values from 0 to 1, which are taken inside of the open interval; the error is 1e-9 of the
 * result. There is room for a multiple of VM_LANE_ALIGNMENT. */
void vm_normal_scores(double *values, ptrdiff_t count);

/* result = 1 − Φ(|x|), within 1e-15·(1 + x²/2) of itself; NaN stays NaN. result may be x. */
void vm_normal_tails(double *result, const double *x, ptrdiff_t count);

/* Draws from a one-dimensional Gaussian mixture, which may be cut off at two bounds.
 *
 * output: as above, in single precision. bounds: NULL, or [2 × stride]: lower and upper bounds.
 * choices, places: [lanes], numbers in (0, 1) that choose the component and are the share of it
 * below the draw. result, choices, places and scratch have room for VM_LANE_ALIGNMENT lanes after
 * the last. result: [lanes]; relative to a deviation its error is some 1e-7. */
void vm_mixture_draw(double *result, const float *output, const double *bounds,
                     const double *choices, const double *places, ptrdiff_t stride,
                     ptrdiff_t lanes, int components, double *scratch);

/* Σ x², accumulated in double precision. */
double vm_squared_norm_f32(const float *x, ptrdiff_t count);
double vm_squared_norm_f64(const double *x, ptrdiff_t count);

/* One step of Adam (Kingma and Ba 2015, algorithm 1 in the form of its section 2):
 * m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², w ← kept·w − rate·m/(√v + epsilon) with
 * g = gradient_scale · gradient; bias corrections are in rate and epsilon. What is not kept is
 * decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2). After the step the average
 * follows the weights: a ← a + averaging·(w − a). */
void vm_adam_f32(float *weights, float *first, float *second, const float *gradient,
                 ptrdiff_t count, float gradient_scale, float kept, float rate, float beta1,
                 float beta2, float epsilon, float *average, float averaging);
void vm_adam_f64(double *weights, double *first, double *second, const double *gradient,
                 ptrdiff_t count, double gradient_scale, double kept, double rate, double beta1,
                 double beta2, double epsilon, double *average, double averaging);

#ifdef __cplusplus
}
#endif

#endif
