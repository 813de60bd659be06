/** Bytes before the sound: kind, zero, sequence number (16 bits), timestamp in 1/8000 s (32 bits), big-endian. */
const HEADER_BYTES = 8;
/** µ-law at 8 kHz. */
const PCMU = 1;
/** 20 ms. */
const FRAME_BYTES = 160;

/** @param mulaw 160 bytes. */
export function writeAudioFrame(sequence: number, timestamp: number, mulaw: Uint8Array): ArrayBuffer {
  const data = new ArrayBuffer(HEADER_BYTES + mulaw.length);
  const view = new DataView(data);
  view.setUint8(0, PCMU);
  view.setUint16(2, sequence & 0xffff);
  view.setUint32(4, timestamp >>> 0);
  new Uint8Array(data, HEADER_BYTES).set(mulaw);
  return data;
}

/** Null for what is no frame of sound. */
export function readAudioFrame(data: ArrayBuffer): { sequence: number; timestamp: number; mulaw: Uint8Array } | null {
  if (data.byteLength !== HEADER_BYTES + FRAME_BYTES) return null;
  const view = new DataView(data);
  if (view.getUint8(0) !== PCMU || view.getUint8(1) !== 0) return null;
  return {
    sequence: view.getUint16(2),
    timestamp: view.getUint32(4),
    mulaw: new Uint8Array(data, HEADER_BYTES),
  };
}
