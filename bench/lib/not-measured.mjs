/** Thrown where a machine cannot measure something. Every other error of a measurement is a failure of the product. */
export class NotMeasured extends Error {}
