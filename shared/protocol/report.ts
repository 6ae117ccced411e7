export type ReportReason = 'spam' | 'abuse' | 'illegal' | 'other'
