// The declarations are of no use without those of Node, which TypeScript no longer looks for by itself.
/// <reference types="node" preserve="true" />
export { connect, type ConnectOptions } from './client/connect';
export { ConnectError } from './connection/ConnectError';
export { Connection } from './connection/Connection';
export { ConnectionError } from './connection/ConnectionError';
export type { ConnectionOptions } from './connection/ConnectionOptions';
export { DeadlineError } from './connection/DeadlineError';
export type { Ending } from './connection/Ending';
export type { Holdable } from './connection/Holdable';
export type { KeepAliveOptions } from './connection/KeepAliveOptions';
export { keepAliveSupport } from './connection/keepAliveSupport';
export { KernelTimeoutError } from './connection/KernelTimeoutError';
export { ListenError } from './connection/ListenError';
export { OptionError } from './connection/OptionError';
export type { PeerState } from './connection/PeerState';
export { ResetError } from './connection/ResetError';
export { SlowConsumerError } from './connection/SlowConsumerError';
export type { Writable } from './connection/Writable';
export { WriteAfterEndError } from './connection/WriteAfterEndError';
export type { Excuse } from './liveness/Excuse';
export type { Frame } from './liveness/Frame';
export { IdleTimeoutError } from './liveness/IdleTimeoutError';
export type { LivenessEvent, LivenessObserver } from './liveness/LivenessEvent';
export type { Expectation, LivenessPolicy, ProbePolicy } from './liveness/LivenessPolicy';
export { PingFloodError } from './liveness/PingFloodError';
export type { PolicyWith } from './liveness/PolicyWith';
export { ProbeTimeoutError } from './liveness/ProbeTimeoutError';
export { WriteStallError } from './liveness/WriteStallError';
export { heartbeat, type HeartbeatOptions } from './liveness/heartbeat';
export { idleTimeout, type IdleTimeoutOptions } from './liveness/idleTimeout';
export { liveness, type LivenessOptions } from './liveness/liveness';
export { monitor } from './liveness/monitor';
export { phiAccrual, type PhiAccrualOptions } from './liveness/phiAccrual';
export type { PhiOptions } from './liveness/phiRules';
export { amqp091 } from './liveness/policies/amqp091';
export { bgpLike } from './liveness/policies/bgpLike';
export { fix, type FixOptions } from './liveness/policies/fix';
export { grpcLike } from './liveness/policies/grpcLike';
export { heartbeatLines } from './liveness/policies/heartbeatLines';
export { mqttClient } from './liveness/policies/mqttClient';
export { mqttServer } from './liveness/policies/mqttServer';
export { nats } from './liveness/policies/nats';
export { negotiate } from './liveness/policies/negotiate';
export { stomp } from './liveness/policies/stomp';
export { probe, type ProbeOptions } from './liveness/probe';
export { respond, type RespondOptions } from './liveness/respond';
export {
  worstCaseDetection,
  type WorstCaseOptions,
  type WorstCases,
} from './liveness/worstCaseDetection';
export { writeTimeout, type WriteTimeoutOptions } from './liveness/writeTimeout';
export type { Outcome } from './server/Outcome';
export { listen, type ListenOptions } from './server/listen';
export { serveEach } from './server/serveEach';
export type { Drop } from './socket/Drop';
export type { Addresses } from './socket/addressesOf';
