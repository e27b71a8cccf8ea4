import Hummingbird
import ReportStore
