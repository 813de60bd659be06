/** Characters. Against ten tries in a quarter of an hour ten of any kind hold; no rule says which. */
export const PASSWORD_AT_LEAST = 10;

/** The library's own bound: longer ones would only cost time to hash. */
export const PASSWORD_AT_MOST = 128;
