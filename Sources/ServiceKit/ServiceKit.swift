// ServiceKit: what every service of the house shares.
//
// - `Server`: ``HTTPService`` with routes and websockets on one port, limits, probes; ``ServiceError`` and the one place
//   where errors become answers.
// - `WebSockets`: ``WebSocketConnection`` (both ends), ``WebSocketClient`` with ``Reconnection``; the decisions lie in
//   values without clock or socket.
// - `Metrics`, `Logging`, `Authentication`: each as small as it can be.
// - `Service`: ``ServiceRunner`` starts services and stops them in order.
//
// Every queue here is bounded, every wait has a deadline.
