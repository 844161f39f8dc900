// The text of the vector mathematics, for programs that compile code at run time.
//
// The headers are taken in as they are, so there is one definition of every function. A prelude
// says what the files kernels_*.c say, from the flags of the compiler, and makes do where a
// compiler lacks a builtin of clang's.

#include "vector_math.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const char text[] = {
#embed "compiled_prelude.h"
    , '\n',
#embed "lanes.h"
    , '\n',
#embed "exponential.h"
    , '\n',
#embed "logarithm.h"
    , '\n',
#embed "trigonometric.h"
    , '\n',
#embed "arithmetic.h"
    , '\n',
#embed "power.h"
    , '\n',
#embed "quantile.h"
    , '\n', 0};

const char *vm_source_text(void) { return text; }
