/** This package's own; a test holds it equal to its manifest. */
export const VERSION = '0.1.0';
