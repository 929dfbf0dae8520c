/** DNS label of RFC 1123: what Kubernetes takes as a name. */
export const DNS_LABEL = {
  pattern: /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/,
  expected: "a DNS label of a-z, 0-9 and -",
} as const;
