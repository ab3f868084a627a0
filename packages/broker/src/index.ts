export { createBroker, type Broker } from './broker.js'
export { createListeners } from './listeners/listeners.js'
export type { ListenAddress, ListenerDeps, ListenerOptions, Listeners, RoutedPeer, ServerIdentity } from './listeners/ports.js'
export type { BrokerDeps, BrokerOptions, ConnectionAcceptor, MessageSink, PublishedMessage } from './ports.js'
