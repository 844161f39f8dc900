// HDF5 and its dimension-scale interface; macros that Swift cannot import get functions below.
#pragma once
#include <hdf5.h>
#include <hdf5_hl.h>
#include <stdio.h>

// Types of numbers in memory. The macros behind them open the library first, which a constant
// could not do.
static inline hid_t chdf5_native_int8(void) { return H5T_NATIVE_INT8; }
static inline hid_t chdf5_native_int16(void) { return H5T_NATIVE_INT16; }
static inline hid_t chdf5_native_int32(void) { return H5T_NATIVE_INT32; }
static inline hid_t chdf5_native_int64(void) { return H5T_NATIVE_INT64; }
static inline hid_t chdf5_native_uint8(void) { return H5T_NATIVE_UINT8; }
static inline hid_t chdf5_native_uint16(void) { return H5T_NATIVE_UINT16; }
static inline hid_t chdf5_native_uint32(void) { return H5T_NATIVE_UINT32; }
static inline hid_t chdf5_native_uint64(void) { return H5T_NATIVE_UINT64; }
static inline hid_t chdf5_native_float(void) { return H5T_NATIVE_FLOAT; }
static inline hid_t chdf5_native_double(void) { return H5T_NATIVE_DOUBLE; }
static inline hid_t chdf5_c_string(void) { return H5T_C_S1; }
static inline hid_t chdf5_object_reference(void) { return H5T_STD_REF_OBJ; }

// Property lists and their classes.
static inline hid_t chdf5_default_properties(void) { return H5P_DEFAULT; }
static inline hid_t chdf5_file_access(void) { return H5P_FILE_ACCESS; }
static inline hid_t chdf5_link_creation(void) { return H5P_LINK_CREATE; }
static inline hid_t chdf5_dataset_creation(void) { return H5P_DATASET_CREATE; }
static inline hid_t chdf5_dataset_transfer(void) { return H5P_DATASET_XFER; }

// Flags and special values.
static inline unsigned chdf5_read_only(void) { return H5F_ACC_RDONLY; }
static inline unsigned chdf5_create_new(void) { return H5F_ACC_EXCL; }
static inline hid_t chdf5_whole_space(void) { return H5S_ALL; }
static inline size_t chdf5_variable_size(void) { return H5T_VARIABLE; }

static inline void chdf5_silence(void) { H5Eset_auto2(H5E_DEFAULT, NULL, NULL); }

static inline herr_t chdf5_copy_first_error(unsigned index, const H5E_error2_t *error, void *text) {
    if (index == 0) {
        snprintf((char *)text, 256, "%s", error->desc ? error->desc : "");
    }
    return 0;
}

// Copies the innermost message of the calling thread's error stack into 256 bytes.
static inline void chdf5_last_error(char *text) {
    text[0] = 0;
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, chdf5_copy_first_error, text);
}

typedef void (*chdf5_name_visitor)(const char *name, void *context);

struct chdf5_visit {
    chdf5_name_visitor visitor;
    void *context;
};

static inline herr_t chdf5_visit_link(
    hid_t group, const char *name, const H5L_info_t *info, void *visit) {
    (void)group;
    (void)info;
    ((struct chdf5_visit *)visit)->visitor(name, ((struct chdf5_visit *)visit)->context);
    return 0;
}

// Calls `visitor` with the name of every link in the group, in order of name.
static inline herr_t chdf5_visit_names(hid_t group, chdf5_name_visitor visitor, void *context) {
    struct chdf5_visit visit = {visitor, context};
    return H5Literate(group, H5_INDEX_NAME, H5_ITER_INC, NULL, chdf5_visit_link, &visit);
}

static inline herr_t chdf5_visit_attribute(
    hid_t object, const char *name, const H5A_info_t *info, void *visit) {
    (void)object;
    (void)info;
    ((struct chdf5_visit *)visit)->visitor(name, ((struct chdf5_visit *)visit)->context);
    return 0;
}

// Calls `visitor` with the name of every attribute of the object, in order of name.
static inline herr_t chdf5_visit_attribute_names(
    hid_t object, chdf5_name_visitor visitor, void *context) {
    struct chdf5_visit visit = {visitor, context};
    return H5Aiterate2(
        object, H5_INDEX_NAME, H5_ITER_INC, NULL, chdf5_visit_attribute, &visit);
}

static inline H5T_conv_ret_t chdf5_refuse_clipping(
    H5T_conv_except_t exception, hid_t source, hid_t destination, void *from, void *to,
    void *context) {
    (void)exception;
    (void)source;
    (void)from;
    (void)to;
    (void)context;
    return H5Tget_class(destination) == H5T_INTEGER ? H5T_CONV_ABORT : H5T_CONV_UNHANDLED;
}

// Makes a transfer fail where a number does not fit the integer type asked for (HDF5 would
// clip it to the nearest end of the range).
static inline herr_t chdf5_set_exact_integers(hid_t transfer) {
    return H5Pset_type_conv_cb(transfer, chdf5_refuse_clipping, NULL);
}

// Row of a column of references to stretches of time series, as NWB stores them.
struct chdf5_stretch {
    int32_t start;
    int32_t count;
    hobj_ref_t target;
};

// Type of `chdf5_stretch` in memory; the caller closes it.
static inline hid_t chdf5_stretch_type(void) {
    hid_t type = H5Tcreate(H5T_COMPOUND, sizeof(struct chdf5_stretch));
    if (type < 0) return type;
    if (H5Tinsert(type, "idx_start", HOFFSET(struct chdf5_stretch, start), H5T_NATIVE_INT32) < 0
        || H5Tinsert(type, "count", HOFFSET(struct chdf5_stretch, count), H5T_NATIVE_INT32) < 0
        || H5Tinsert(
               type, "timeseries", HOFFSET(struct chdf5_stretch, target), H5T_STD_REF_OBJ) < 0) {
        H5Tclose(type);
        return -1;
    }
    return type;
}
