// The declarations are of no use without those of Node, which TypeScript no longer looks for by itself.
/// <reference types="node" preserve="true" />
export { operatorLaws, type OperatorLaw, type OperatorLawsOptions } from './operatorLaws';
export { record, type RecordOptions, type Recording } from './record';
export { replay, type Replay } from './replay';
export { memory, type Memory } from './memory';
export { runSockets, type SocketHelpers } from './runSockets';
export type { Scenario, ScenarioTools } from './simulator/Play';
export type { Random } from './random';
export { type SimulateOptions, simulate, type Simulation } from './simulate';
export { SimulationError } from './simulator/SimulationError';
export { socketPair, type SocketPair, type SocketPairOptions } from './socketPair';
export type { TestPeer } from './TestPeer';
export { TestSocket, type TestSocketOptions } from './TestSocket';
export type { Trace, TraceEvent } from './trace/Trace';
export { traceToMarbles } from './traceToMarbles';
export type { WireOptions } from './network/WireOptions';
