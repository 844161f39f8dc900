import CHDF5

// Dimension scales name and number the axes of other datasets. netCDF-4 is HDF5 with such scales,
// so files written with them open in netCDF and xarray.
extension HDF5Dataset {
    /// Makes the dataset, of one dimension, an axis for others.
    public func makeDimensionScale(named name: String) throws(HDF5Error) {
        guard HDF5Library.locked({ H5DSset_scale(handle, name) }) >= 0 else {
            throw cannotWrite(path)
        }
    }

    /// Declares that a dimension of this dataset runs along the axis.
    public func attachScale(_ scale: HDF5Dataset, toDimension dimension: Int) throws(HDF5Error) {
        precondition(
            shape.indices.contains(dimension), "dimension \(dimension) of shape \(shape)")
        let status = HDF5Library.locked {
            H5DSattach_scale(handle, scale.handle, UInt32(dimension))
        }
        guard status >= 0 else { throw cannotWrite(path) }
    }
}
