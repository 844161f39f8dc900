// The C interfaces of BLAS and LAPACK as OpenBLAS and LAPACKE declare them.
#pragma once
#include <cblas.h>
#include <lapacke.h>

/// LAPACKE's integer, which it names by a macro that Swift cannot import.
typedef lapack_int lapack_integer;
