// The umbrella: one import for everything a user of the library needs.
@_exported public import BatchSimulation
@_exported public import DensityEstimation
@_exported public import HDF5Storage
@_exported public import LinearAlgebra
@_exported public import NeuronEquations
@_exported public import NeuronFitting
@_exported public import ParameterSearch
@_exported public import PosteriorInference
@_exported public import Probability
@_exported public import RandomStreams
@_exported public import Recordings
@_exported public import Reporting
@_exported public import SummaryStatistics
