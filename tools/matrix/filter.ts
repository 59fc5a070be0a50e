/** The checks that show who computes what. The rest of them run in the backends' own tests. */
export const filter = /^(contract|ops)\/.*(?<!sizes)$/;
