/**
 * What lets a carrier's requests into a process: apart from the engine's own index, because it loads `ws`, which takes 12 MB that only carriers
 * with a public address need.
 */
export { CheckedAddress, type CheckedAddressOptions } from './public-address.js';
export { PublicListener, type PublicListenerOptions } from './public-listener.js';
