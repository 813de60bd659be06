/** Who a notice is for, where the requirement says so. */
export interface Addressee {
  /** As the requirement names them, e.g. 张先生, 患者李雷家属, Mr Zhang. */
  name: string;
  /**
   * As they are asked for, e.g. 张先生, 李雷的家属, Mr Zhang. It leaves out what would tell a stranger something of the matter
   * (that somebody is a patient, a debtor's guarantor …).
   */
  asked: string;
  /** Surnames, given names and titles that the person may give of themselves, in lower case. Empty where only a role is named. */
  names: readonly string[];
  /** The person is a relative (or assistant) of somebody named: 李雷的家属, the parents of Li Lei. */
  relation: boolean;
}
