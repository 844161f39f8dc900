import CHDF5

/// A number type that HDF5 stores: the integers of fixed width, `Int`, `Float` and `Double`.
public protocol HDF5Number: Numeric, BitwiseCopyable, Sendable {
    /// The type's form in a file.
    static var hdf5NumberType: HDF5NumberType { get }
}

/// How a number lies in memory and in a file.
public enum HDF5NumberType: String, Sendable, CaseIterable {
    case int8, int16, int32, int64, uint8, uint16, uint32, uint64, float32, float64

    /// The library's identifier of the type in memory; owned by the library.
    var native: hid_t {
        switch self {
        case .int8: chdf5_native_int8()
        case .int16: chdf5_native_int16()
        case .int32: chdf5_native_int32()
        case .int64: chdf5_native_int64()
        case .uint8: chdf5_native_uint8()
        case .uint16: chdf5_native_uint16()
        case .uint32: chdf5_native_uint32()
        case .uint64: chdf5_native_uint64()
        case .float32: chdf5_native_float()
        case .float64: chdf5_native_double()
        }
    }
}

extension Int8: HDF5Number {
    public static var hdf5NumberType: HDF5NumberType { .int8 }
}
extension Int16: HDF5Number {
    public static var hdf5NumberType: HDF5NumberType { .int16 }
}
extension Int32: HDF5Number {
    public static var hdf5NumberType: HDF5NumberType { .int32 }
}
extension Int64: HDF5Number {
    public static var hdf5NumberType: HDF5NumberType { .int64 }
}
extension Int: HDF5Number {
    public static var hdf5NumberType: HDF5NumberType { .int64 }
}
extension UInt8: HDF5Number {
    public static var hdf5NumberType: HDF5NumberType { .uint8 }
}
extension UInt16: HDF5Number {
    public static var hdf5NumberType: HDF5NumberType { .uint16 }
}
extension UInt32: HDF5Number {
    public static var hdf5NumberType: HDF5NumberType { .uint32 }
}
extension UInt64: HDF5Number {
    public static var hdf5NumberType: HDF5NumberType { .uint64 }
}
extension Float: HDF5Number {
    public static var hdf5NumberType: HDF5NumberType { .float32 }
}
extension Double: HDF5Number {
    public static var hdf5NumberType: HDF5NumberType { .float64 }
}
