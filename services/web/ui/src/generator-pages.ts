/* The generator's pages, apart from the others: the first page of a visitor does not even know their files. */
export const draw = () => import("./pages/DrawPage.svelte");
export const models = () => import("./pages/ModelsPage.svelte");
export const training = () => import("./pages/TrainingPage.svelte");
export const run = () => import("./pages/RunPage.svelte");
