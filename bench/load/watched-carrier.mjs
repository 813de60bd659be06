/** A carrier as it is, but for its `dial`, which the benchmark watches: given the request, the listener and the carrier's own `dial`. */
export function watchedCarrier(carrier, dial) {
  return {
    name: carrier.name,
    capabilities: carrier.capabilities,
    lookUp: (...args) => carrier.lookUp(...args),
    close: () => carrier.close(),
    dial: (request, listener) => dial(request, listener, (...args) => carrier.dial(...args)),
  };
}
